/// The values beside the tensors, as texts. Arrays are stepped over: vocabularies have 100 000 texts.
enum GGUFValue {
  /// A longer text is cut.
  private static let textBytesMax = 1 << 16
  /// Arrays up to this length are written out.
  private static let itemsMax = 8
  private static let depthMax = 4

  /// The value of this type at the reader's position.
  static func text(_ reader: inout ByteReader, type: UInt32, depth: Int = 0) throws -> String {
    switch type {
    case 0: return String(try reader.byte())
    case 1: return String(try reader.integer(Int8.self))
    case 2: return String(try reader.integer(UInt16.self))
    case 3: return String(try reader.integer(Int16.self))
    case 4: return String(try reader.integer(UInt32.self))
    case 5: return String(try reader.integer(Int32.self))
    case 6: return String(describing: Float(bitPattern: try reader.integer(UInt32.self)))
    case 7: return try reader.byte() == 0 ? "false" : "true"
    case 8: return try string(&reader)
    case 9: return try array(&reader, depth: depth + 1)
    case 10: return String(try reader.integer(UInt64.self))
    case 11: return String(try reader.integer(Int64.self))
    case 12: return String(describing: Double(bitPattern: try reader.integer(UInt64.self)))
    default: throw Unsound("there is no type \(type) of values")
    }
  }

  private static func string(_ reader: inout ByteReader) throws -> String {
    let length = try reader.integer(UInt64.self)
    let kept = min(length, UInt64(textBytesMax))
    let bytes = try reader.bytes(kept, most: textBytesMax)
    try reader.skip(length - kept, "a text")
    return String(decoding: bytes, as: UTF8.self) + (kept < length ? "…" : "")
  }

  private static func array(_ reader: inout ByteReader, depth: Int) throws -> String {
    guard depth <= depthMax else { throw Unsound("arrays are nested too deep") }
    let type = try reader.integer(UInt32.self)
    let count = try reader.integer(UInt64.self)
    guard count <= reader.remaining else { throw Unsound("an array reaches beyond the end") }
    if count <= UInt64(itemsMax) {
      var items: [String] = []
      for _ in 0..<count { items.append(try text(&reader, type: type, depth: depth)) }
      return "[\(items.joined(separator: ", "))]"
    }
    if let size = byteCount(type) {
      let (bytes, isOver) = count.multipliedReportingOverflow(by: size)
      guard !isOver else { throw Unsound("an array reaches beyond the end") }
      try reader.skip(bytes, "an array")
    } else if type == 8 {
      for _ in 0..<count { try reader.skip(try reader.integer(UInt64.self), "a text") }
    } else {
      for _ in 0..<count { _ = try text(&reader, type: type, depth: depth) }
    }
    return "\(count) × \(names[Int(min(type, UInt32(names.count - 1)))])"
  }

  private static func byteCount(_ type: UInt32) -> UInt64? {
    switch type {
    case 0, 1, 7: 1
    case 2, 3: 2
    case 4, 5, 6: 4
    case 10, 11, 12: 8
    default: nil
    }
  }

  private static let names = [
    "u8", "i8", "u16", "i16", "u32", "i32", "f32", "bool", "string", "array", "u64", "i64", "f64",
    "value",
  ]
}
