import Objects

// A table's profile as a record: canonical JSON (Documentation/profiles.md, "Layout").

extension TableProfile {
  /// The bytes of the record.
  public func encode() -> [UInt8] {
    var members: [String: JSONValue] = [
      "schema": .string(Self.schema), "format": .string(format), "rows": .count(rows),
      "ragged": .count(raggedRows), "damaged": .count(damagedRows), "cut": .count(cutValues),
      "dropped": .count(droppedColumns), "columns": .array(columns.map(\.record)),
      "row-keys": .string(ProfileText.text(hashes: rowKeys.hashes)),
    ]
    members["encoding"] = encoding.map { .string($0) }
    members["delimiter"] = delimiter.map { .string($0) }
    members["header"] = hasHeader.map { .bool($0) }
    if !excludedColumns.isEmpty {
      members["excluded"] = .array(excludedColumns.map { .string($0) })
    }
    if !keyColumns.isEmpty {
      var keys: [String: JSONValue] = ["columns": .array(keyColumns.map { .string($0) })]
      keys["hashes"] = self.keys.map { .string(ProfileText.text(hashes: $0.hashes)) }
      members["keys"] = .object(keys)
    }
    return JSONValue.object(members).canonicalBytes()
  }

  /// Reads a record. Throws `ObjectError.malformed`, `.unsupportedSchema`, `.tooLarge`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> TableProfile {
    try decode(ProfileRecord.fields(bytes, schema: schema))
  }

  static func decode(_ fields: RecordFields) throws(ObjectError) -> TableProfile {
    var profile = TableProfile(format: try fields.string("format"))
    profile.encoding = try fields.optionalString("encoding")
    profile.delimiter = try fields.optionalString("delimiter")
    if fields.has("header") { profile.hasHeader = try fields.bool("header") }
    profile.rows = try fields.size("rows")
    profile.raggedRows = try fields.size("ragged")
    profile.damagedRows = try fields.size("damaged")
    profile.cutValues = try fields.size("cut")
    profile.droppedColumns = try fields.size("dropped")
    let columns = try fields.array("columns")
    guard columns.count <= columnMax else { throw fields.fault("columns", "are too many") }
    for column in columns { profile.columns.append(try ColumnProfile(record: column)) }
    profile.rowKeys = try keySketch(fields, "row-keys")
    if fields.has("excluded") { profile.excludedColumns = try fields.strings("excluded") }
    if fields.has("keys") {
      let keys = try fields.fields("keys")
      profile.keyColumns = try keys.strings("columns")
      if keys.has("hashes") { profile.keys = try keySketch(keys, "hashes") }
    }
    return profile
  }

  private static func keySketch(
    _ fields: RecordFields, _ key: String
  ) throws(ObjectError) -> KeySketch {
    guard let hashes = ProfileText.hashes(try fields.string(key)),
      let sketch = KeySketch(hashes: hashes)
    else { throw fields.fault(key, "is not a sketch of keys") }
    return sketch
  }
}
