/// The settings that a commit was made with, as read from their file.
public struct ParamsRecord: Sendable, Equatable {
  public var path: RepositoryPath
  /// The file's bytes.
  public var source: BlobID
  /// An object of anything.
  public var values: JSONValue

  /// Settings that were read from a file.
  public init(path: RepositoryPath, source: BlobID, values: JSONValue) {
    self.path = path
    self.source = source
    self.values = values
  }
}

// As a commit holds it.
extension ParamsRecord {
  var record: JSONValue {
    ["path": .string(path.string), "source": .string("blob:" + source.hex), "values": values]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "params")
    self.init(
      path: try fields.path("path"), source: try fields.blob("source"),
      values: .object(try fields.members("values")))
  }
}
