// What a person declared of paths in the work tree. The staging record and the index hold these in
// one shape.

/// A path that is tracked as an asset.
public struct AssetDeclaration: Sendable, Hashable {
  public var kind: AssetKind
  public var name: String
  public var path: RepositoryPath

  /// The asset at a path.
  public init(kind: AssetKind, name: String, path: RepositoryPath) {
    self.kind = kind
    self.name = name
    self.path = path
  }

  /// Kind and name.
  public var reference: AssetReference { AssetReference(kind: kind, name: name) }

  /// `{"kind","name","path"}`
  public var json: JSONValue {
    ["kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string)]
  }

  /// Reads `json`. Errors: `ObjectError.malformed` with the key that is wrong.
  public init(json: JSONValue) throws(ObjectError) {
    let fields = try RecordFields(json, kind: "declaration", part: "asset")
    self.init(
      kind: try fields.assetKind("kind"), name: try fields.assetName("name"),
      path: try fields.path("path"))
  }
}

/// A file that holds a model's metrics.
public struct MetricsDeclaration: Sendable, Hashable {
  /// The model's name.
  public var model: String
  public var path: RepositoryPath
  /// The name of the dataset that the model was measured on, when said.
  public var on: String?

  /// The metrics file of a model.
  public init(model: String, path: RepositoryPath, on: String?) {
    self.model = model
    self.path = path
    self.on = on
  }

  /// `{"model","path","on"}`
  public var json: JSONValue {
    [
      "model": .string(model), "path": .string(path.string),
      "on": on.map { .string($0) } ?? .null,
    ]
  }

  /// Reads `json`. Errors: `ObjectError.malformed` with the key that is wrong.
  public init(json: JSONValue) throws(ObjectError) {
    let fields = try RecordFields(json, kind: "declaration", part: "metrics")
    self.init(
      model: try fields.assetName("model"), path: try fields.path("path"),
      on: try fields.nullableAssetName("on"))
  }
}
