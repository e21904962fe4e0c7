// Protocol Buffers, "Encoding": tags, varints and lengths. No schema, no tree: a message is a range of
// the source, read field by field, and what is not asked for is stepped over.

/// One field of a message.
struct ProtobufField {
  let number: UInt32
  let value: Value

  enum Value: Equatable {
    case varint(UInt64)
    /// Where the bytes of a text, message or packed list lie in the source.
    case bytes(Range<UInt64>)
    /// Four or eight bytes.
    case fixed(UInt64)
  }

  /// The place of a field that has a length.
  var range: Range<UInt64>? { if case .bytes(let range) = value { range } else { nil } }
  /// The number of a field that is one.
  var number64: UInt64? { if case .varint(let number) = value { number } else { nil } }
}

/// A position in a message.
struct ProtobufReader {
  private var reader: ByteReader

  /// - Parameter range: of the message in the source.
  init(_ source: any RandomAccess, _ range: Range<UInt64>, windowBytes: Int = 4096) {
    reader = ByteReader(source, range, windowBytes: windowBytes)
  }

  /// The next field; nil at the end of the message.
  mutating func next() throws -> ProtobufField? {
    if reader.isAtEnd { return nil }
    let tag = try varint()
    guard tag >> 3 >= 1, tag >> 3 < 1 << 29 else { throw Unsound("a field has no number") }
    let number = UInt32(tag >> 3)
    switch tag & 7 {
    case 0: return ProtobufField(number: number, value: .varint(try varint()))
    case 1:
      return ProtobufField(number: number, value: .fixed(try reader.integer(UInt64.self)))
    case 2:
      let count = try varint()
      let start = reader.position
      try reader.skip(count, "field \(number)")
      return ProtobufField(number: number, value: .bytes(start..<reader.position))
    case 5:
      return ProtobufField(
        number: number, value: .fixed(UInt64(try reader.integer(UInt32.self))))
    default: throw Unsound("field \(number) has a kind that is not read")
    }
  }

  var isAtEnd: Bool { reader.isAtEnd }

  /// Seven bits a byte, at most ten bytes.
  mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let byte = try reader.byte()
      if shift == 63, byte > 1 { throw Unsound("a number is too large") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Unsound("a number is too long")
  }
}

extension RandomAccess {
  /// A text in a message.
  func protobufText(_ range: Range<UInt64>?, most: Int = 1 << 16) throws -> String? {
    guard let range else { return nil }
    let count = min(range.upperBound - range.lowerBound, UInt64(most))
    let bytes = try read(at: range.lowerBound, count: Int(count))
    return String(decoding: bytes, as: UTF8.self)
  }
}
