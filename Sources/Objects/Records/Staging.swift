/// What was staged at one moment: a record, so that `mlx undo` can put it back
/// (Documentation/format.md, "Refs: one pointer").
public struct Staging: Sendable, Equatable {
  public static let schema = "mlx.staging/1"
  private static let kind = "staging"

  public var tree: TreeID
  public var assets: [AssetDeclaration]
  public var metrics: [MetricsDeclaration]
  public var params: RepositoryPath?
  /// What is tracked and not stored.
  public var external: [ExternalAsset]

  /// The staged files and what was declared of them.
  public init(
    tree: TreeID, assets: [AssetDeclaration], metrics: [MetricsDeclaration],
    params: RepositoryPath?, external: [ExternalAsset] = []
  ) {
    self.tree = tree
    self.assets = assets
    self.metrics = metrics
    self.params = params
    self.external = external
  }

  /// The id that the record has when it is stored.
  public var id: StagingID { StagingID(SHA256Hasher.hash(encode())) }

  /// The bytes of the record.
  public func encode() -> [UInt8] {
    var members: [String: JSONValue] = [
      "schema": .string(Staging.schema),
      "tree": .string(tree.hex),
      "assets": .array(assets.map(\.json)),
      "metrics": .array(metrics.map(\.json)),
      "params": params.map { .string($0.string) } ?? .null,
    ]
    // Absent when there is none, as in records of versions that knew of none.
    if !external.isEmpty { members["external"] = .array(external.map(\.record)) }
    return JSONValue.object(members).canonicalBytes()
  }

  /// Reads a record. Errors: `ObjectError.malformed` with the key that is wrong,
  /// `.unsupportedSchema`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> Staging {
    let fields = try RecordFields(parsing: bytes, kind: kind, schema: schema)
    var assets: [AssetDeclaration] = []
    for value in try fields.array("assets") {
      assets.append(try AssetDeclaration(json: value))
    }
    var metrics: [MetricsDeclaration] = []
    for value in try fields.array("metrics") {
      metrics.append(try MetricsDeclaration(json: value))
    }
    var external: [ExternalAsset] = []
    for value in fields.has("external") ? try fields.array("external") : [] {
      external.append(try ExternalAsset(record: value, in: kind))
    }
    return Staging(
      tree: try fields.id("tree"), assets: assets, metrics: metrics,
      params: try fields.nullablePath("params"), external: external)
  }
}
