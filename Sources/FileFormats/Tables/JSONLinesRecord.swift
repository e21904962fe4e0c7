/// One line of a JSON Lines file: its scalar members, those of inner objects named by dots.
///
/// It owns its bytes. An array, and an object deeper than the limit, is one member with its text.
public struct JSONLinesRecord: Sendable {
  /// What a member's value is.
  public enum Kind: Sendable, Equatable {
    case null, bool, number, string, array, object
  }

  /// Where a member's path and value lie.
  struct Member: Sendable {
    let path: Range<Int>
    let kind: Kind
    let value: Range<Int>
    /// The value had escapes and lies with the paths.
    let isDecoded: Bool
  }

  /// The most objects inside each other that are named by dots.
  public static let depthMax = 8
  /// The most members that are kept; more are counted.
  public static let memberMax = 16_384

  private let line: [UInt8]
  private var texts: [UInt8] = []
  private var members: [Member] = []
  /// Members that were not kept.
  public private(set) var droppedMembers = 0

  /// Reads a line; nil when it is not one JSON object in UTF-8.
  ///
  /// `NaN`, `Infinity` and `-Infinity`, as Python writes them, are numbers.
  init?(line: [UInt8]) {
    self.line = line
    guard line.withUnsafeBytes({ UTF8Check.isValid($0) }) else { return nil }
    var cursor = JSONCursor(line)
    do throws(MalformedJSON) {
      cursor.skipSpace()
      try object(&cursor, prefix: 0..<0, depth: 1)
      cursor.skipSpace()
    } catch { return nil }
    guard cursor.isAtEnd else { return nil }
  }

  /// How many members there are.
  public var count: Int { members.count }

  /// What the value of a member is.
  public func kind(_ index: Int) -> Kind { members[index].kind }

  /// Lends the UTF-8 of a member's path, its keys with dots between them.
  public func withPath<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R
  {
    try texts.withUnsafeBytes { try body(.init(rebasing: $0[members[index].path])) }
  }

  /// Lends a member's value: a string without quotes and escapes, anything else as it is written.
  public func withValue<R>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R {
    let member = members[index]
    return try (member.isDecoded ? texts : line).withUnsafeBytes {
      try body(.init(rebasing: $0[member.value]))
    }
  }

  private mutating func object(
    _ cursor: inout JSONCursor, prefix: Range<Int>, depth: Int
  ) throws(MalformedJSON) {
    try cursor.object { (cursor, key) throws(MalformedJSON) in
      let start = texts.count
      if !prefix.isEmpty {
        texts.append(contentsOf: texts[prefix])
        texts.append(UInt8(ascii: "."))
      }
      if line[key].contains(UInt8(ascii: "\\")) {
        texts.append(contentsOf: try cursor.decoded(key))
      } else {
        texts.append(contentsOf: line[key])
      }
      // Each key is at most as long as the line, and the paths of a line at most a few times that.
      guard texts.count <= 8 * line.count + 4096 else { throw MalformedJSON() }
      try value(&cursor, path: start..<texts.count, depth: depth)
    }
  }

  private mutating func value(
    _ cursor: inout JSONCursor, path: Range<Int>, depth: Int
  ) throws(MalformedJSON) {
    let start = cursor.position
    guard start < line.count else { throw MalformedJSON() }
    switch line[start] {
    case UInt8(ascii: "{") where depth < Self.depthMax:
      try object(&cursor, prefix: path, depth: depth + 1)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      let kind: Kind = line[start] == UInt8(ascii: "[") ? .array : .object
      try cursor.skipValue()
      add(path, kind, start..<cursor.position)
    case UInt8(ascii: "\""):
      let range = try cursor.string()
      guard line[range].contains(UInt8(ascii: "\\")) else { return add(path, .string, range) }
      let first = texts.count
      texts.append(contentsOf: try cursor.decoded(range))
      add(path, .string, first..<texts.count, isDecoded: true)
    case UInt8(ascii: "n"): try scalar(&cursor, path, .null)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): try scalar(&cursor, path, .bool)
    default:
      if takeNonFinite(&cursor) { return add(path, .number, start..<cursor.position) }
      try scalar(&cursor, path, .number)
    }
  }

  private mutating func scalar(
    _ cursor: inout JSONCursor, _ path: Range<Int>, _ kind: Kind
  ) throws(MalformedJSON) {
    let start = cursor.position
    try cursor.skipValue()
    add(path, kind, start..<cursor.position)
  }

  private mutating func add(
    _ path: Range<Int>, _ kind: Kind, _ value: Range<Int>, isDecoded: Bool = false
  ) {
    guard members.count < Self.memberMax else {
      droppedMembers += 1
      return
    }
    members.append(Member(path: path, kind: kind, value: value, isDecoded: isDecoded))
  }

  private func takeNonFinite(_ cursor: inout JSONCursor) -> Bool {
    let rest = line[cursor.position...]
    for word in ["NaN", "Infinity", "-Infinity"] where rest.starts(with: word.utf8) {
      for scalar in word.unicodeScalars { _ = cursor.take(scalar) }
      return true
    }
    return false
  }
}
