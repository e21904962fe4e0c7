import Objects

/// What a clone calls another place, such as `origin`.
public struct RemoteName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The most bytes of a name.
  public static let bytesMax = 64
  /// The remote that is meant when none is named.
  public static let origin = RemoteName(known: "origin")

  public let string: String

  /// Letters, digits, `-`, `_` and `.`, beginning with a letter or a digit.
  ///
  /// Errors: `invalid-name`.
  public init(validating name: String) throws(RefError) {
    if let reason = Self.fault(name) { throw .invalidName(name, reason: reason) }
    string = name
  }

  private init(known name: String) { string = name }

  public var description: String { string }

  /// By the bytes of the names.
  public static func < (a: Self, b: Self) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }

  private static func fault(_ name: String) -> String? {
    if let reason = RefNameRule.fault(name) { return reason }
    if name.utf8.count > bytesMax { return "it is longer than \(bytesMax) bytes" }
    func isPlain(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    guard let first = name.utf8.first, isPlain(first) else {
      return "it does not begin with a letter or a digit"
    }
    let others = Set("-_.".utf8)
    return name.utf8.allSatisfy { isPlain($0) || others.contains($0) }
      ? nil : "a remote's name has letters, digits, '-', '_' and '.' only"
  }
}

/// A branch of a remote. In text `origin/main`.
public struct RemoteBranch: Hashable, Sendable, CustomStringConvertible {
  public let remote: RemoteName
  public let branch: BranchName

  public init(remote: RemoteName, branch: BranchName) {
    self.remote = remote
    self.branch = branch
  }

  /// Reads `origin/main`: the remote's name ends at the first slash.
  ///
  /// Errors: `invalid-name`.
  public init(validating name: String) throws(RefError) {
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .invalidName(name, reason: "it is not a remote and a branch, divided by '/'")
    }
    remote = try RemoteName(validating: String(parts[0]))
    branch = try BranchName(validating: String(parts[1]))
  }

  public var description: String { "\(remote)/\(branch)" }
}
