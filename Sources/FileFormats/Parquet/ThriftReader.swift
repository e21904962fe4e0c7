// Thrift's compact protocol, as far as Parquet's footer needs it. Nothing is believed: lengths are
// checked before they are used, depth is bounded, and nothing is kept that was not asked for.

/// Bytes that are not the structure that was expected.
struct MalformedThrift: Error {}

/// A position in bytes of the compact protocol.
struct ThriftReader {
  /// The types of the compact protocol.
  enum Kind: UInt8 {
    case yes = 1
    case no, byte, i16, i32, i64, double, binary, list, set, map, structure
  }

  private let bytes: [UInt8]
  private(set) var position = 0
  private var depth = 0
  static let depthMax = 32

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var remaining: Int { bytes.count - position }

  /// Steps over a structure; `field` must step over the value of each of its fields.
  mutating func structure(
    _ field: (inout ThriftReader, _ id: Int, _ kind: Kind) throws(MalformedThrift) -> Void
  ) throws(MalformedThrift) {
    guard depth < Self.depthMax else { throw MalformedThrift() }
    depth += 1
    defer { depth -= 1 }
    var last = 0
    while true {
      let head = try byte()
      if head == 0 { return }
      guard let kind = Kind(rawValue: head & 0x0F) else { throw MalformedThrift() }
      let id =
        head >> 4 == 0 ? Int(Int16(truncatingIfNeeded: try integer())) : last + Int(head >> 4)
      last = id
      try field(&self, id, kind)
    }
  }

  /// Steps over a list; `element` must step over each element.
  mutating func list(
    of kind: Kind, found: Kind, countMax: Int,
    _ element: (inout ThriftReader) throws(MalformedThrift) -> Void
  ) throws(MalformedThrift) {
    guard found == .list else { throw MalformedThrift() }
    let (count, elementKind) = try listHead()
    guard elementKind == kind || count == 0, count <= countMax else { throw MalformedThrift() }
    for _ in 0..<count { try element(&self) }
  }

  /// A number of 16, 32 or 64 bits, in zigzag.
  mutating func integer() throws(MalformedThrift) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  /// A number of a field that must be one.
  mutating func integer(_ kind: Kind) throws(MalformedThrift) -> Int64 {
    switch kind {
    case .i16, .i32, .i64: return try integer()
    case .byte: return Int64(Int8(bitPattern: try byte()))
    default: throw MalformedThrift()
    }
  }

  /// Where the bytes of a binary field lie.
  mutating func binary(_ kind: Kind) throws(MalformedThrift) -> Range<Int> {
    guard kind == .binary else { throw MalformedThrift() }
    let count = try varint()
    guard count <= UInt64(remaining) else { throw MalformedThrift() }
    defer { position += Int(count) }
    return position..<position + Int(count)
  }

  /// A text of at most `max` bytes.
  mutating func text(_ kind: Kind, max: Int = 64 << 10) throws(MalformedThrift) -> String {
    let range = try binary(kind)
    guard range.count <= max, let text = String(validating: bytes[range], as: UTF8.self) else {
      throw MalformedThrift()
    }
    return text
  }

  /// The bytes at a range that `binary` returned.
  func bytes(at range: Range<Int>) -> [UInt8] { [UInt8](bytes[range]) }

  /// Steps over a value of any kind.
  mutating func skip(_ kind: Kind) throws(MalformedThrift) {
    switch kind {
    case .yes, .no: return
    case .byte: _ = try byte()
    case .i16, .i32, .i64: _ = try varint()
    case .double: try advance(8)
    case .binary: _ = try binary(.binary)
    case .list, .set:
      let (count, element) = try listHead()
      try nested { (reader) throws(MalformedThrift) in
        for _ in 0..<count { try reader.skipElement(element) }
      }
    case .map: try skipMap()
    case .structure:
      try structure { (reader, _, kind) throws(MalformedThrift) in try reader.skip(kind) }
    }
  }

  private mutating func skipMap() throws(MalformedThrift) {
    let count = try varint()
    if count == 0 { return }
    guard count <= UInt64(remaining) else { throw MalformedThrift() }
    let kinds = try byte()
    guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 0x0F) else {
      throw MalformedThrift()
    }
    try nested { (reader) throws(MalformedThrift) in
      for _ in 0..<count {
        try reader.skipElement(key)
        try reader.skipElement(value)
      }
    }
  }

  /// A truth value takes a byte in a list, and none as a field.
  private mutating func skipElement(_ kind: Kind) throws(MalformedThrift) {
    if kind == .yes || kind == .no { _ = try byte() } else { try skip(kind) }
  }

  private mutating func nested(
    _ body: (inout ThriftReader) throws(MalformedThrift) -> Void
  ) throws(MalformedThrift) {
    guard depth < Self.depthMax else { throw MalformedThrift() }
    depth += 1
    defer { depth -= 1 }
    try body(&self)
  }

  /// Every element takes a byte at least, so a count never exceeds what is left.
  private mutating func listHead() throws(MalformedThrift) -> (count: Int, kind: Kind) {
    let head = try byte()
    guard let kind = Kind(rawValue: head & 0x0F) else { throw MalformedThrift() }
    let count = head >> 4 == 15 ? try varint() : UInt64(head >> 4)
    guard count <= UInt64(remaining) else { throw MalformedThrift() }
    return (Int(count), kind)
  }

  private mutating func varint() throws(MalformedThrift) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let next = try byte()
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
    }
    throw MalformedThrift()
  }

  private mutating func byte() throws(MalformedThrift) -> UInt8 {
    guard position < bytes.count else { throw MalformedThrift() }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func advance(_ count: Int) throws(MalformedThrift) {
    guard count <= remaining else { throw MalformedThrift() }
    position += count
  }
}
