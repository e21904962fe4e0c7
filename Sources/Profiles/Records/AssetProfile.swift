import Objects

/// What an asset is like: the record that a commit names as its profile.
public enum AssetProfile: Sendable, Equatable {
  case model(ModelProfile)
  case table(TableProfile)
  case folder(FolderProfile)

  /// The bytes of the record.
  public func encode() -> [UInt8] {
    switch self {
    case .model(let profile): profile.encode()
    case .table(let profile): profile.encode()
    case .folder(let profile): profile.encode()
    }
  }

  /// The bytes of the record; nil when they are more than a reader takes, as of a table of a thousand
  /// columns of text.
  public func encodeForStore() -> [UInt8]? {
    let bytes = encode()
    return bytes.count <= ProfileRecord.bytesMax ? bytes : nil
  }

  /// Reads a record of any of the schemas.
  ///
  /// Throws `ObjectError.malformed`, `.unsupportedSchema`, `.tooLarge`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> AssetProfile {
    try ProfileRecord.checkSize(bytes)
    let fields = try RecordFields(parsing: bytes, kind: "profile")
    switch try fields.string("schema") {
    case ModelProfile.schema: return .model(try ModelProfile.decode(fields))
    case TableProfile.schema: return .table(try TableProfile.decode(fields))
    case FolderProfile.schema: return .folder(try FolderProfile.decode(fields))
    case let other: throw .unsupportedSchema(String(other.prefix(64)))
    }
  }
}
