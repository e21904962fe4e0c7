/// A file of the work tree that says what an environment should be: `uv.lock`, `requirements.txt`.
public struct DependencyLock: Sendable, Hashable {
  /// Its name in the root of the work tree.
  public var name: String
  /// Bytes.
  public var size: UInt64
  /// What it held; nil when it was left out, which a remark of the record explains.
  public var blob: BlobID?

  /// A file by name.
  public init(name: String, size: UInt64, blob: BlobID?) {
    self.name = name
    self.size = size
    self.blob = blob
  }

  /// Whether a text can be the name: one component of a path, and plain.
  public static func isName(_ text: String) -> Bool {
    AssetName.fault(text) == nil && PlainText.isPlain(text)
  }
}

// As an environment holds it.
extension DependencyLock {
  var record: JSONValue {
    [
      "name": .string(name), "size": .integer(Int64(clamping: size)),
      "object": blob.map { .string(AssetObject.blob($0).text) } ?? .null,
    ]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "lock_files")
    let name = try fields.string("name")
    guard Self.isName(name) else { throw fields.fault("name", "is no name of a file") }
    self.init(
      name: name, size: try fields.size("size"), blob: try fields.nullableBlob("object"))
  }
}
