@testable import FileFormats

/// Files made by hand: a header as it is given, then data.
enum SafetensorsBytes {
  /// - Parameter length: what the first eight bytes claim, the truth otherwise.
  static func file(_ header: [UInt8], length: UInt64? = nil, dataBytes: Int = 0) -> [UInt8] {
    let length = length ?? UInt64(header.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
    return prefix + header + [UInt8](repeating: 7, count: dataBytes)
  }

  static func file(_ header: String, length: UInt64? = nil, dataBytes: Int = 0) -> [UInt8] {
    file(Array(header.utf8), length: length, dataBytes: dataBytes)
  }

  /// A member for one tensor of bytes.
  static func member(_ name: String, _ start: some FixedWidthInteger, _ end: some FixedWidthInteger)
    -> String
  {
    "\"\(name)\":{\"dtype\":\"U8\",\"shape\":[\(end > start ? end - .init(start) : 0)],"
      + "\"data_offsets\":[\(start),\(end)]}"
  }

  static func header(_ bytes: [UInt8]) throws -> SafetensorsHeader? {
    try SafetensorsHeader(reading: ByteArray(bytes))
  }
}
