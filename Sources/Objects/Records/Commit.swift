/// A recorded state: files, assets, metrics, params, and the states it came from. A record; its id
/// is the SHA-256 of `encode()` (Documentation/format.md, "Commit").
public struct Commit: Sendable, Equatable {
  public static let schema = "mlx.commit/1"
  private static let kind = "commit"

  public var parents: [CommitID]
  /// Everything that is recorded, at its path.
  public var tree: TreeID
  /// Sorted by kind, then name; no kind and name twice.
  public var assets: [Asset]
  public var metrics: [MetricsRecord]
  public var params: ParamsRecord?
  public var author: Author
  public var message: String
  /// Kept as it is read: this version writes none.
  public var lineage: [JSONValue] = []

  /// A commit; the assets are put in order.
  public init(
    parents: [CommitID], tree: TreeID, assets: [Asset], metrics: [MetricsRecord] = [],
    params: ParamsRecord? = nil, author: Author, message: String
  ) {
    self.parents = parents
    self.tree = tree
    self.assets = assets.sorted { $0.reference < $1.reference }
    self.metrics = metrics
    self.params = params
    self.author = author
    self.message = message
  }

  /// The id that the commit has when it is stored. For one that was read, use the id that it was
  /// read by: a later version may have written keys that are not kept here.
  public var id: CommitID { CommitID(SHA256Hasher.hash(encode())) }

  /// The bytes of the record.
  public func encode() -> [UInt8] {
    JSONValue.object([
      "schema": .string(Commit.schema),
      "parents": .array(parents.map { .string($0.hex) }),
      "tree": .string(tree.hex),
      "assets": .array(assets.map(\.record)),
      "lineage": .array(lineage),
      "metrics": .array(metrics.map(\.record)),
      "params": params?.record ?? .null,
      "author": [
        "name": .string(author.name), "email": .string(author.email),
        "time": .string(author.time.description),
      ],
      "message": .string(message),
    ]).canonicalBytes()
  }

  /// Reads a record. Errors: `ObjectError.malformed` with the key that is wrong,
  /// `.unsupportedSchema`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> Commit {
    let fields = try RecordFields(parsing: bytes, kind: kind, schema: schema)
    let writer = try fields.fields("author")
    var assets: [Asset] = []
    for value in try fields.array("assets") { assets.append(try Asset(record: value, in: kind)) }
    try checkOrder(assets, in: fields)
    var metrics: [MetricsRecord] = []
    for value in try fields.array("metrics") {
      metrics.append(try MetricsRecord(record: value, in: kind))
    }
    var params: ParamsRecord?
    if let value = try fields.nullable("params") {
      params = try ParamsRecord(record: value, in: kind)
    }
    var commit = Commit(
      parents: try fields.ids("parents"), tree: try fields.id("tree"), assets: assets,
      metrics: metrics, params: params,
      author: Author(
        name: try writer.string("name"), email: try writer.string("email"),
        time: try writer.time("time")),
      message: try fields.string("message"))
    commit.lineage = try fields.array("lineage")
    return commit
  }

  private static func checkOrder(
    _ assets: [Asset], in fields: RecordFields
  ) throws(ObjectError) {
    for (asset, next) in zip(assets, assets.dropFirst())
    where !(asset.reference < next.reference) {
      throw fields.fault("assets", "holds \(next.reference) twice or out of order")
    }
  }
}
