/// A file or folder that a run read or made.
public struct RunFile: Sendable, Hashable {
  /// Where it is.
  public enum Place: Sendable, Hashable {
    /// In the work tree.
    case path(RepositoryPath)
    /// Elsewhere: an absolute path, or what an external asset says.
    case location(String)
  }

  public var place: Place
  /// What it was; nil when it was not there, or could not be known any more.
  public var object: AssetObject?
  /// Its bytes, of a folder those of all its files.
  public var size: UInt64
  /// The asset that it was, or was a part of.
  public var asset: AssetReference?

  /// A file or folder as it was at a time.
  public init(
    _ place: Place, object: AssetObject?, size: UInt64, asset: AssetReference? = nil
  ) {
    self.place = place
    self.object = object
    self.size = size
    self.asset = asset
  }

  /// The path in the work tree; nil when it is elsewhere.
  public var path: RepositoryPath? { if case .path(let path) = place { path } else { nil } }

  /// The path or the location.
  public var name: String {
    switch place {
    case .path(let path): path.isRoot ? "." : path.string
    case .location(let location): location
    }
  }
}

/// A file that a run read outside of the work tree.
public struct OutsideFile: Sendable, Hashable {
  /// An absolute path.
  public var path: String
  /// The SHA-256 of its bytes; nil when it was too large to be read again, or had changed.
  public var blob: BlobID?
  public var size: UInt64

  /// A file by its absolute path.
  public init(path: String, blob: BlobID?, size: UInt64) {
    self.path = path
    self.blob = blob
    self.size = size
  }
}

/// Settings of a run: those that were given by name, and those of files.
public struct RunParams: Sendable, Equatable {
  /// An object of anything.
  public var values: JSONValue
  /// The files that they were read from.
  public var files: [RunFile]

  /// Settings and where they are from.
  public init(values: JSONValue, files: [RunFile]) {
    self.values = values
    self.files = files
  }
}

/// A metrics file that a run wrote.
public struct RunMetrics: Sendable, Equatable {
  public var path: RepositoryPath
  /// The file's bytes.
  public var source: BlobID
  /// Numbers, or objects of them.
  public var values: JSONValue

  /// Numbers of a file.
  public init(path: RepositoryPath, source: BlobID, values: JSONValue) {
    self.path = path
    self.source = source
    self.values = values
  }
}

// As a record holds them.
extension RunFile {
  var record: JSONValue {
    var members: [String: JSONValue] = [
      "object": object.map { .string($0.text) } ?? .null, "size": .integer(Int64(clamping: size)),
      "asset": asset.map { .string($0.text) } ?? .null,
    ]
    if path == nil { members["location"] = .string(name) } else { members["path"] = .string(name) }
    return .object(members)
  }

  init(record value: JSONValue, in part: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: RunRecord.kind, part: part)
    self.init(
      try Self.place(fields),
      object: try fields.nullable("object") == nil ? nil : try fields.object("object"),
      size: try fields.size("size"),
      asset: try fields.nullable("asset") == nil ? nil : try fields.reference("asset"))
  }

  private static func place(_ fields: RecordFields) throws(ObjectError) -> Place {
    guard let location = try fields.optionalString("location") else {
      return .path(try fields.string("path") == "." ? .root : try fields.path("path"))
    }
    if let reason = ExternalAsset.fault(ofLocation: location) {
      throw fields.fault("location", "is refused: \(reason)")
    }
    return .location(location)
  }
}

extension OutsideFile {
  var record: JSONValue {
    [
      "path": .string(path), "object": blob.map { .string("blob:" + $0.hex) } ?? .null,
      "size": .integer(Int64(clamping: size)),
    ]
  }

  init(record value: JSONValue) throws(ObjectError) {
    let fields = try RecordFields(value, kind: RunRecord.kind, part: "outside")
    let path = try fields.string("path")
    guard path.hasPrefix("/") else { throw fields.fault("path", "is not absolute") }
    self.init(
      path: path, blob: try fields.nullableBlob("object"), size: try fields.size("size"))
  }
}

extension RunParams {
  var record: JSONValue { ["values": values, "files": .array(files.map(\.record))] }

  init(fields: RecordFields) throws(ObjectError) {
    self.init(
      values: .object(try fields.members("values")),
      files: try fields.array("files").map { value throws(ObjectError) in
        try RunFile(record: value, in: "params.files")
      })
  }
}

extension RunMetrics {
  var record: JSONValue {
    ["path": .string(path.string), "source": .string("blob:" + source.hex), "values": values]
  }

  init(record value: JSONValue) throws(ObjectError) {
    let fields = try RecordFields(value, kind: RunRecord.kind, part: "metrics")
    self.init(
      path: try fields.path("path"), source: try fields.blob("source"),
      values: .object(try fields.members("values")))
  }
}
