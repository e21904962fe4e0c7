/// A recorded state: files, assets, metrics, params, and the states it came from. A record; its id
/// is the SHA-256 of `encode()` (Documentation/format.md, "Commit").
public struct Commit: Sendable, Equatable {
  public static let schema = "mlx.commit/1"
  private static let kind = "commit"

  public var parents: [CommitID]
  /// Everything that is recorded, at its path.
  public var tree: TreeID
  /// Models, datasets and other files and folders of the tree. Sorted by kind, then name; no kind
  /// and name twice.
  public var assets: [Asset]
  /// The snapshot of the code; nil when none was taken.
  public var code: CodeAsset?
  /// The environment that it was made in; nil when none was looked for, or found.
  public var environment: EnvironmentAsset?
  /// Things whose bytes are outside of the repository; none is in the tree. Sorted as `assets` are,
  /// and of other names.
  public var external: [ExternalAsset]
  /// How the assets were made, by output; at most one edge an output.
  public var lineage: [LineageEdge]
  public var metrics: [MetricsRecord]
  /// Metrics files that are remembered though this commit records nothing from them: the model is
  /// newer than the file.
  public var unrecorded: [MetricsDeclaration] = []
  public var params: ParamsRecord?
  public var author: Author
  public var message: String

  /// A commit; the assets are put in order.
  public init(
    parents: [CommitID], tree: TreeID, assets: [Asset], code: CodeAsset? = nil,
    environment: EnvironmentAsset? = nil, external: [ExternalAsset] = [],
    lineage: [LineageEdge] = [],
    metrics: [MetricsRecord] = [], params: ParamsRecord? = nil, author: Author, message: String
  ) {
    self.parents = parents
    self.tree = tree
    self.assets = assets.sorted { $0.reference < $1.reference }
    self.code = code
    self.environment = environment
    self.external = external.sorted { $0.reference < $1.reference }
    self.lineage = lineage.sorted { $0.output < $1.output }
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
    var members: [String: JSONValue] = [
      "schema": .string(Commit.schema),
      "parents": .array(parents.map { .string($0.hex) }),
      "tree": .string(tree.hex),
      "assets": .array(assetRecords),
      "lineage": .array(lineage.map(\.record)),
      "metrics": .array(metrics.map(\.record)),
      "params": params?.record ?? .null,
      "author": [
        "name": .string(author.name), "email": .string(author.email),
        "time": .string(author.time.description),
      ],
      "message": .string(message),
    ]
    if !unrecorded.isEmpty { members["unrecorded"] = .array(unrecorded.map(\.json)) }
    return JSONValue.object(members).canonicalBytes()
  }

  /// Reads a record. Errors: `ObjectError.malformed` with the key that is wrong,
  /// `.unsupportedSchema`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> Commit {
    let fields = try RecordFields(parsing: bytes, kind: kind, schema: schema)
    let writer = try fields.fields("author")
    var commit = Commit(
      parents: try fields.ids("parents"), tree: try fields.id("tree"), assets: [],
      author: Author(
        name: try writer.string("name"), email: try writer.string("email"),
        time: try writer.time("time")),
      message: try fields.string("message"))
    try commit.takeAssets(fields)
    for value in try fields.array("lineage") {
      commit.lineage.append(try LineageEdge(record: value, in: kind))
    }
    for value in try fields.array("metrics") {
      commit.metrics.append(try MetricsRecord(record: value, in: kind))
    }
    if fields.has("unrecorded") {
      for value in try fields.array("unrecorded") {
        commit.unrecorded.append(try MetricsDeclaration(json: value))
      }
    }
    if let value = try fields.nullable("params") {
      commit.params = try ParamsRecord(record: value, in: kind)
    }
    return commit
  }
}

// Assets: files and folders, and those that have no path of their own.
extension Commit {
  /// What there is of one name: files and folders, the snapshot of the code, the environment, what is
  /// external.
  public var references: [AssetReference: AssetObject] {
    var all = Dictionary(
      assets.map { ($0.reference, $0.object) }, uniquingKeysWith: { first, _ in first })
    if let code { all[CodeAsset.reference] = .tree(code.tree) }
    if let environment { all[environment.reference] = .environment(environment.id) }
    for asset in external { all[asset.reference] = asset.object }
    return all
  }

  private var assetRecords: [JSONValue] {
    var all = assets.map { ($0.reference, $0.record) }
    if let code { all.append((CodeAsset.reference, code.record)) }
    if let environment { all.append((environment.reference, environment.record)) }
    all += external.map { ($0.reference, $0.record) }
    return all.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private mutating func takeAssets(_ fields: RecordFields) throws(ObjectError) {
    var last: AssetReference?
    for value in try fields.array("assets") {
      let part = try RecordFields(value, kind: Self.kind, part: "assets")
      let reference = AssetReference(
        kind: try part.assetKind("kind"), name: try part.assetName("name"))
      if let last, !(last < reference) {
        throw fields.fault("assets", "holds \(reference) twice or out of order")
      }
      last = reference
      if reference.kind == .code {
        guard reference == CodeAsset.reference else {
          throw part.fault("name", "is not 'code', the only snapshot of code")
        }
        code = try CodeAsset(record: value, in: Self.kind)
      } else if case .environment = try part.object("object") {
        environment = try EnvironmentAsset(record: value, in: Self.kind)
      } else if part.has("location") {
        external.append(try ExternalAsset(record: value, in: Self.kind))
      } else {
        assets.append(try Asset(record: value, in: Self.kind))
      }
    }
  }
}
