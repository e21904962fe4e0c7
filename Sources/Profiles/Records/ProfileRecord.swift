import Objects

/// What records of profiles have in common.
enum ProfileRecord {
  /// Bytes that one may have; a longer one is not read.
  static let bytesMax = 32 << 20

  /// The members of a record of a schema.
  static func fields(_ bytes: [UInt8], schema: String) throws(ObjectError) -> RecordFields {
    try checkSize(bytes)
    return try RecordFields(parsing: bytes, kind: "profile", schema: schema)
  }

  static func checkSize(_ bytes: [UInt8]) throws(ObjectError) {
    guard bytes.count <= bytesMax else { throw .tooLarge(kind: "profile", limit: bytesMax) }
  }
}
