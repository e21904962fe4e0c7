/// Metrics as they were measured: of one model at its bytes, perhaps on one dataset at its bytes.
public struct MetricsRecord: Sendable, Equatable {
  /// What the model was measured on.
  public struct Measured: Sendable, Hashable {
    public var asset: AssetReference
    public var id: AssetObject

    /// The dataset, and its bytes at that time.
    public init(asset: AssetReference, id: AssetObject) {
      self.asset = asset
      self.id = id
    }
  }

  public var of: AssetReference
  /// The model's bytes that the numbers are about.
  public var id: AssetObject
  public var on: Measured?
  /// The file that the numbers came from.
  public var path: RepositoryPath?
  public var source: BlobID?
  /// An object of numbers, or of objects of them.
  public var values: JSONValue

  /// Metrics of a model.
  public init(
    of: AssetReference, id: AssetObject, on: Measured?, path: RepositoryPath?, source: BlobID?,
    values: JSONValue
  ) {
    self.of = of
    self.id = id
    self.on = on
    self.path = path
    self.source = source
    self.values = values
  }
}

// As a commit holds it.
extension MetricsRecord {
  var record: JSONValue {
    [
      "of": .string(of.text), "id": .string(id.text),
      "on": on.map { ["asset": .string($0.asset.text), "id": .string($0.id.text)] } ?? .null,
      "path": path.map { .string($0.string) } ?? .null,
      "source": source.map { .string("blob:" + $0.hex) } ?? .null,
      "values": values,
    ]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "metrics")
    var on: Measured?
    if let measured = try fields.nullable("on") {
      let inner = try RecordFields(measured, kind: kind, part: "metrics.on")
      on = Measured(asset: try inner.reference("asset"), id: try inner.object("id"))
    }
    let values = try fields.members("values")
    guard Self.areNumbers(values) else { throw fields.fault("values", "holds what is no number") }
    self.init(
      of: try fields.reference("of"), id: try fields.object("id"), on: on,
      path: try fields.nullablePath("path"), source: try fields.nullableBlob("source"),
      values: .object(values))
  }

  private static func areNumbers(_ members: [String: JSONValue]) -> Bool {
    members.values.allSatisfy { value in
      switch value {
      case .integer, .number: true
      case .object(let inner): areNumbers(inner)
      default: false
      }
    }
  }
}
