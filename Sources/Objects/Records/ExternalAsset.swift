/// A named, typed thing whose bytes are outside of the repository: they were hashed and are not
/// stored. A commit holds its location and the id of the bytes that were there.
public struct ExternalAsset: Sendable, Hashable {
  /// The most UTF-8 bytes of a location.
  public static let locationBytesMax = 4096

  public var kind: AssetKind
  public var name: String
  /// An absolute path, a path from the root of the work tree, or a URL.
  public var location: String
  /// A file's blob, or the tree that the folder would have as an asset.
  public var object: AssetObject
  /// Bytes of the file, or of everything below the folder; nil when they were never read.
  public var size: UInt64?
  /// The file format's word, such as `csv`; nil when unknown.
  public var format: String?

  /// What was at a location.
  public init(
    kind: AssetKind, name: String, location: String, object: AssetObject, size: UInt64?,
    format: String?
  ) {
    self.kind = kind
    self.name = name
    self.location = location
    self.object = object
    self.size = size
    self.format = format
  }

  /// Kind and name.
  public var reference: AssetReference { AssetReference(kind: kind, name: name) }

  /// Why a text cannot be a location; nil when it can.
  public static func fault(ofLocation location: String) -> String? {
    let bytes = location.utf8
    if bytes.isEmpty { return "it is empty" }
    if bytes.count > locationBytesMax { return "it is longer than \(locationBytesMax) bytes" }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return "it holds a control character"
    }
    return nil
  }
}

// As commits, staging records and the index hold it.
extension ExternalAsset {
  /// `{"kind","name","location","object","size","format"}`; the last two only when they are known.
  public var record: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind.rawValue), "name": .string(name), "location": .string(location),
      "object": .string(object.text),
    ]
    members["size"] = size.map { .integer(Int64(clamping: $0)) }
    members["format"] = format.map { .string($0) }
    return .object(members)
  }

  /// Reads `record`. Errors: `ObjectError.malformed` with the key that is wrong.
  public init(record: JSONValue) throws(ObjectError) {
    try self.init(record: record, in: "declaration")
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "assets")
    let location = try fields.string("location")
    if let reason = Self.fault(ofLocation: location) {
      throw fields.fault("location", "is refused: \(reason)")
    }
    let object = try fields.object("object")
    if case .environment = object { throw fields.fault("object", "is not a blob or a tree") }
    self.init(
      kind: try fields.assetKind("kind"), name: try fields.assetName("name"), location: location,
      object: object, size: fields.has("size") ? try fields.size("size") : nil,
      format: try fields.optionalString("format"))
  }
}
