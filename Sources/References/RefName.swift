import Objects

/// The rules for names of branches and tags: git's, and no `@` or leading `-`, which the command
/// line needs for itself.
enum RefNameRule {
  /// The most UTF-8 bytes of a name.
  static let bytesMax = 1024
  private static let forbidden = Set(" ~^:?*[\\@".utf8)

  /// Why the name cannot be; nil when it can.
  static func fault(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    if bytes.isEmpty { return "it is empty" }
    if bytes.count > bytesMax { return "it is longer than \(bytesMax) bytes" }
    if name == "HEAD" { return "it is reserved" }
    if bytes[0] == UInt8(ascii: "-") { return "it begins with '-'" }
    if let byte = bytes.first(where: { forbidden.contains($0) }) {
      return byte == 0x20
        ? "it holds a space" : "it holds '\(String(decoding: [byte], as: UTF8.self))'"
    }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "it holds a control character" }
    if holdsTwoDots(bytes) { return "it holds '..'" }
    if bytes.last == UInt8(ascii: ".") { return "it ends with '.'" }
    if Digest(hex: name) != nil { return "it looks like an id" }
    for part in name.split(separator: "/", omittingEmptySubsequences: false) {
      if part.isEmpty { return "a part of it between slashes is empty" }
      if part.hasPrefix(".") { return "a part of it begins with '.'" }
      if part.hasSuffix(".lock") { return "a part of it ends with '.lock'" }
      if let reason = EntryName.fault(part) { return reason }
    }
    return nil
  }

  private static func holdsTwoDots(_ bytes: [UInt8]) -> Bool {
    let dot = UInt8(ascii: ".")
    return zip(bytes, bytes.dropFirst()).contains { $0 == dot && $1 == dot }
  }
}

/// The name of a branch, without `heads/`.
public struct BranchName: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let string: String

  /// Errors: `invalid-name`.
  public init(validating name: String) throws(RefError) {
    if let reason = RefNameRule.fault(name) { throw .invalidName(name, reason: reason) }
    string = name
  }

  private init(known name: String) { string = name }

  /// The branch of a new repository.
  public static let main = BranchName(known: "main")

  public var description: String { string }

  /// By the bytes of the names.
  public static func < (a: Self, b: Self) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }
}

/// The name of a tag, without `tags/`.
public struct TagName: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let string: String

  /// Errors: `invalid-name`.
  public init(validating name: String) throws(RefError) {
    if let reason = RefNameRule.fault(name) { throw .invalidName(name, reason: reason) }
    string = name
  }

  public var description: String { string }

  /// By the bytes of the names.
  public static func < (a: Self, b: Self) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }
}

/// A ref that moves: HEAD, a branch, a tag, or what a remote's branch was when it was last looked at. In
/// text `HEAD`, `heads/main`, `tags/v1`, `remotes/origin/main`.
public enum RefName: Hashable, Comparable, Sendable, CustomStringConvertible {
  case head
  case branch(BranchName)
  case tag(TagName)
  case remote(RemoteBranch)

  public var description: String {
    switch self {
    case .head: "HEAD"
    case .branch(let name): "heads/\(name)"
    case .tag(let name): "tags/\(name)"
    case .remote(let name): "remotes/\(name)"
    }
  }

  /// For a sentence: `the branch 'main'`.
  public var inWords: String {
    switch self {
    case .head: "HEAD"
    case .branch(let name): "the branch '\(name)'"
    case .tag(let name): "the tag '\(name)'"
    case .remote(let name): "the remote branch '\(name)'"
    }
  }

  /// Whether it tells of a remote.
  public var isRemote: Bool { if case .remote = self { true } else { false } }

  /// By the bytes of the names.
  public static func < (a: Self, b: Self) -> Bool {
    a.description.utf8.lexicographicallyPrecedes(b.description.utf8)
  }
}
