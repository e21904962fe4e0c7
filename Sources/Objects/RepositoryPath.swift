/// A path below the root of a work tree: names divided by `/`, none of them hostile. The root is
/// empty.
///
/// Ordered by bytes with `/` below every other byte, so that a folder's files stand together.
public struct RepositoryPath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The names with `/` between them.
  public let string: String

  /// The most UTF-8 bytes of a path that is written to a disk, or followed down a tree.
  public static let bytesMax = 4096

  /// The most names of such a path: every level of a tree takes its part of a stack.
  private static let namesMax = 512

  /// The work tree itself.
  public static let root = RepositoryPath(unchecked: "")

  /// Takes a path apart and checks every name; a leading, doubled or trailing `/` is refused. The
  /// empty text is the root.
  public init(validating text: some StringProtocol) throws(ObjectError) {
    string = String(text)
    for name in RepositoryPath.names(in: string, omittingEmpty: string.isEmpty) {
      if let reason = EntryName.fault(name) {
        throw .invalidPath(string, reason: "in '\(name)', \(reason)")
      }
    }
  }

  /// A path that is known to be valid, such as one from a checked index row.
  public init(unchecked text: String) { string = text }

  /// Whether this is the work tree itself.
  public var isRoot: Bool { string.isEmpty }

  /// The names from the top.
  public var components: [Substring] { RepositoryPath.names(in: string, omittingEmpty: true) }

  /// The last name; empty for the root.
  public var name: String {
    guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return string }
    return String(string[string.utf8.index(after: slash)...])
  }

  /// Split at bytes: the `/` and a combining mark that a name begins with are one character.
  private static func names(in text: String, omittingEmpty: Bool) -> [Substring] {
    let slash = UInt8(ascii: "/")
    return text.utf8.split(separator: slash, omittingEmptySubsequences: omittingEmpty)
      .map { Substring($0) }
  }

  /// The folder that this is in; nil for the root.
  public var parent: RepositoryPath? {
    if isRoot { return nil }
    guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .root }
    return RepositoryPath(unchecked: String(string[..<slash]))
  }

  /// The path of a name in this folder.
  public func appending(_ name: some StringProtocol) throws(ObjectError) -> RepositoryPath {
    try EntryName.validate(name)
    return appending(unchecked: name)
  }

  /// The path of a name in this folder that is known to be valid.
  public func appending(unchecked name: some StringProtocol) -> RepositoryPath {
    RepositoryPath(unchecked: isRoot ? String(name) : string + "/" + name)
  }

  /// The path of a folder's entry, on the way down a tree.
  ///
  /// Errors: `invalidPath` beyond `bytesMax` and 512 names: a tree can be deeper than a stack, and then no disk takes it.
  public func appending(inTree name: String) throws(ObjectError) -> RepositoryPath {
    let path = appending(unchecked: name)
    let isTooDeep = path.string.utf8.lazy.filter { $0 == UInt8(ascii: "/") }.count >= Self.namesMax
    guard !isTooDeep, path.string.utf8.count <= Self.bytesMax else {
      throw .invalidPath(
        String(path.string.prefix(64)) + "…",
        reason: "it is longer than \(Self.bytesMax) bytes or \(Self.namesMax) names")
    }
    return path
  }

  /// The path of `path` when it is taken from this folder.
  public func appending(_ path: RepositoryPath) -> RepositoryPath {
    path.isRoot ? self : appending(unchecked: path.string)
  }

  /// Whether this is `folder` or below it.
  public func isWithin(_ folder: RepositoryPath) -> Bool {
    if folder.isRoot { return true }
    let own = string.utf8
    let its = folder.string.utf8
    guard own.count >= its.count, own.starts(with: its) else { return false }
    return own.count == its.count || own.dropFirst(its.count).first == UInt8(ascii: "/")
  }

  /// What is left of this path below `folder`; nil when it is not within it.
  public func relative(to folder: RepositoryPath) -> RepositoryPath? {
    guard isWithin(folder) else { return nil }
    if folder.isRoot { return self }
    return RepositoryPath(
      unchecked: String(string.utf8.dropFirst(folder.string.utf8.count + 1)) ?? "")
  }

  public var description: String { string }

  /// Whether the bytes are the same: two spellings of one letter are two paths.
  public static func == (a: Self, b: Self) -> Bool {
    withBytes(a, b) { $0.count == $1.count && $0.elementsEqual($1) }
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = string
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// By bytes, `/` below every other one.
  public static func < (a: Self, b: Self) -> Bool {
    withBytes(a, b) { $0.lexicographicallyPrecedes($1) { rank($0) < rank($1) } }
  }

  private static func withBytes(
    _ a: Self, _ b: Self,
    _ compare: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Bool {
    var (left, right) = (a.string, b.string)
    return left.withUTF8 { left in right.withUTF8 { compare(left, $0) } }
  }

  private static func rank(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: "/") ? 0 : byte }
}
