/// A named, typed thing in a commit: a file or a folder.
public struct Asset: Sendable, Hashable {
  public var kind: AssetKind
  public var name: String
  public var path: RepositoryPath
  public var object: AssetObject
  /// Bytes of the file, or of everything below the folder.
  public var size: UInt64
  /// The file format's word, such as `safetensors`; nil when unknown.
  public var format: String?
  /// The record that says what is in it; nil when none was made with the commit.
  public var profile: ProfileID?

  /// An asset at a path, with these bytes.
  public init(
    kind: AssetKind, name: String, path: RepositoryPath, object: AssetObject, size: UInt64,
    format: String?, profile: ProfileID? = nil
  ) {
    self.kind = kind
    self.name = name
    self.path = path
    self.object = object
    self.size = size
    self.format = format
    self.profile = profile
  }

  /// Kind and name.
  public var reference: AssetReference { AssetReference(kind: kind, name: name) }
}

// As a commit holds it.
extension Asset {
  var record: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string),
      "object": .string(object.text), "size": .integer(Int64(clamping: size)),
    ]
    members["format"] = format.map { .string($0) }
    members["profile"] = profile.map { .string($0.hex) }
    return .object(members)
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "assets")
    self.init(
      kind: try fields.assetKind("kind"), name: try fields.assetName("name"),
      path: try fields.path("path"), object: try fields.object("object"),
      size: try fields.size("size"), format: try fields.optionalString("format"),
      profile: fields.has("profile") ? try fields.nullableID("profile") : nil)
  }
}
