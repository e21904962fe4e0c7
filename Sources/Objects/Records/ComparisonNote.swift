// By how much one version of an asset differs from another: what profiles alone do not tell. A note on
// the bytes of the later version, kept so that a review needs neither.

/// How two versions of an asset differ, number by number and row by row.
public struct Comparison: Sendable, Equatable {
  /// More tensors, or tables, are not kept: those that differ most come first.
  public static let itemsMax = 4_096

  /// One tensor that both versions have.
  public struct Tensor: Sendable, Equatable {
    public var name: String
    /// ‖b − a‖ ÷ ‖a‖; nil when that is infinite.
    public var relativeL2: Double?
    /// The greatest distance of two numbers.
    public var distanceMax: Double
    /// Numbers that differ.
    public var changed: UInt64

    /// Measures of a tensor.
    public init(name: String, relativeL2: Double?, distanceMax: Double, changed: UInt64) {
      self.name = name
      self.relativeL2 = relativeL2
      self.distanceMax = distanceMax
      self.changed = changed
    }
  }

  /// One table that both versions have.
  public struct Table: Sendable, Equatable {
    /// From the asset's root; `.` for the asset itself.
    public var path: RepositoryPath
    public var added: UInt64
    public var removed: UInt64
    public var changed: UInt64
    /// Columns that join the rows; empty when rows were compared by content.
    public var key: [String]

    /// Rows of a table that differ.
    public init(
      path: RepositoryPath, added: UInt64, removed: UInt64, changed: UInt64, key: [String]
    ) {
      self.path = path
      self.added = added
      self.removed = removed
      self.changed = changed
      self.key = key
    }
  }

  /// The bytes of the earlier version.
  public var base: AssetObject
  public var tensors: [Tensor] = []
  public var tables: [Table] = []

  /// A comparison with a version that found nothing yet.
  public init(base: AssetObject) { self.base = base }

  /// Whether nothing was measured.
  public var isEmpty: Bool { tensors.isEmpty && tables.isEmpty }
}

extension Note {
  /// A note that keeps a comparison, about the later version.
  public static func comparison(
    _ comparison: Comparison, of object: AssetObject, author: Author
  ) -> Note {
    Note(.comparison, about: .object(object), body: comparison.record, author: author)
  }

  /// The comparison that a note keeps; nil for any other note, and for one that cannot be read.
  public var comparison: Comparison? {
    noteKind == .comparison ? try? Comparison(record: body) : nil
  }
}

extension Comparison {
  fileprivate var record: JSONValue {
    [
      "base": .string(base.text),
      "tensors": .array(
        tensors.prefix(Self.itemsMax).map { tensor in
          [
            "name": .string(tensor.name),
            "relative_l2": tensor.relativeL2.map { .number($0) } ?? .null,
            "distance_max": .number(tensor.distanceMax),
            "changed": .integer(Int64(clamping: tensor.changed)),
          ]
        }),
      "tables": .array(
        tables.prefix(Self.itemsMax).map { table in
          [
            "path": .string(table.path.isRoot ? "." : table.path.string),
            "added": .integer(Int64(clamping: table.added)),
            "removed": .integer(Int64(clamping: table.removed)),
            "changed": .integer(Int64(clamping: table.changed)),
            "key": .array(table.key.map { .string($0) }),
          ]
        }),
    ]
  }

  fileprivate init(record value: JSONValue) throws(ObjectError) {
    let fields = try RecordFields(value, kind: "note", part: "comparison")
    self.init(base: try fields.object("base"))
    let (tensors, tables) = (try fields.array("tensors"), try fields.array("tables"))
    guard tensors.count <= Self.itemsMax, tables.count <= Self.itemsMax else {
      throw fields.fault("tensors", "are too many")
    }
    for item in tensors {
      let tensor = try RecordFields(item, kind: "note", part: "comparison.tensors")
      self.tensors.append(
        Tensor(
          name: try tensor.string("name"),
          relativeL2: item.object?["relative_l2"]?.isNull == true
            ? nil : try tensor.number("relative_l2"),
          distanceMax: try tensor.number("distance_max"), changed: try tensor.size("changed")))
    }
    for item in tables {
      let table = try RecordFields(item, kind: "note", part: "comparison.tables")
      let path = try table.string("path")
      self.tables.append(
        Table(
          path: path == "." ? .root : try RepositoryPath(validating: path),
          added: try table.size("added"), removed: try table.size("removed"),
          changed: try table.size("changed"), key: try table.strings("key")))
    }
  }
}
