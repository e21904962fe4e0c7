import Objects

// A folder's profile as a record: canonical JSON (Documentation/profiles.md, "Layout").

extension FolderProfile {
  /// The bytes of the record.
  public func encode() -> [UInt8] {
    var members: [String: JSONValue] = [
      "schema": .string(Self.schema), "files": .count(total.files), "bytes": .count(total.bytes),
      "types": .array(
        types.sorted { $0.key < $1.key }.map {
          [
            "format": .string($0.key), "files": .count($0.value.files),
            "bytes": .count($0.value.bytes),
          ]
        }),
      "sizes": sizes.record,
      "duplicates": [
        "files": .count(duplicates.files), "bytes": .count(duplicates.bytes),
        "complete": .bool(duplicatesAreComplete),
      ],
    ]
    if !classes.isEmpty {
      let sorted = classes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members["classes"] = [
        "complete": .bool(!hasMoreClasses),
        "files": .array(sorted.map { [.string($0.key), .count($0.value)] }),
      ]
    }
    if widths.count > 0 {
      members["images"] = [
        "widths": widths.record, "heights": heights.record, "dimensions": dimensions.record,
      ]
    }
    return JSONValue.object(members).canonicalBytes()
  }

  /// Reads a record. Throws `ObjectError.malformed`, `.unsupportedSchema`, `.tooLarge`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> FolderProfile {
    try decode(ProfileRecord.fields(bytes, schema: schema))
  }

  static func decode(_ fields: RecordFields) throws(ObjectError) -> FolderProfile {
    var profile = FolderProfile()
    profile.total = try Tally(fields)
    for type in try fields.array("types") {
      let fields = try RecordFields(type, kind: "profile", part: "types")
      profile.types[try fields.string("format")] = try Tally(fields)
    }
    profile.sizes = try NumberProfile(fields: fields.fields("sizes"))
    let duplicates = try fields.fields("duplicates")
    profile.duplicates = try Tally(duplicates)
    profile.duplicatesAreComplete = try duplicates.bool("complete")
    if fields.has("classes") {
      let classes = try fields.fields("classes")
      profile.hasMoreClasses = !(try classes.bool("complete"))
      for entry in try classes.array("files") {
        guard let pair = entry.array, pair.count == 2, let name = pair[0].string,
          let count = pair[1].integer, count >= 0
        else { throw classes.fault("files", "holds what is no class with its count") }
        profile.classes[name] = UInt64(count)
      }
    }
    if fields.has("images") {
      let images = try fields.fields("images")
      profile.widths = try NumberProfile(fields: images.fields("widths"))
      profile.heights = try NumberProfile(fields: images.fields("heights"))
      profile.dimensions = try FrequentValues(fields: images.fields("dimensions"))
    }
    return profile
  }
}

extension FolderProfile.Tally {
  fileprivate init(_ fields: RecordFields) throws(ObjectError) {
    self.init(files: try fields.size("files"), bytes: try fields.size("bytes"))
  }
}
