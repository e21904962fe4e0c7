// `mlx run list`: the runs with their settings and metrics.
import ObjectStore
import Objects
import References

/// What `mlx run list` was asked for.
public struct RunTableRequest: Sendable {
  /// At most so many rows; nil for all.
  public var limit: Int?
  /// `started`, `seconds`, or a key of settings or metrics; with `-` before it, the largest first.
  public var sort: String?
  /// Only runs that ended with 0 and made what they were to make.
  public var onlySuccessful = false

  public init() {}
}

/// Runs side by side.
public struct RunTable: Sendable, Equatable {
  /// A run with its values by dotted keys.
  public struct Row: Sendable, Equatable {
    public var listed: ListedRun
    public var params: [String: JSONValue]
    /// Those that it wrote; of what it wrote none for, those that are recorded of its outputs.
    public var metrics: [String: JSONValue]
  }

  public var rows: [Row]
  /// How many there are in all.
  public var total: Int
  /// Sentences for a person.
  public var notices: [String] = []

  /// All keys of the rows' settings, sorted.
  public var paramKeys: [String] { Self.keys(rows.map(\.params)) }
  /// All keys of the rows' metrics, sorted.
  public var metricKeys: [String] { Self.keys(rows.map(\.metrics)) }

  private static func keys(_ values: [[String: JSONValue]]) -> [String] {
    Set(values.flatMap(\.keys)).sorted()
  }
}

extension Repository {
  /// The runs that are recorded here, the newest first or sorted by a key; a run without the key comes last.
  ///
  /// Errors: `unknown-column` for a key that none has.
  public func runTable(_ request: RunTableRequest = RunTableRequest()) throws -> RunTable {
    var listed = try runs()
    let total = listed.count
    if request.onlySuccessful { listed.removeAll { !$0.run.isSuccess } }
    let measured = try MeasuredOutputs(self)
    var rows = try listed.map { try row($0, measured) }
    if let sort = request.sort { rows = try RunOrder(sort, rows).sorted }
    return RunTable(
      rows: Array(rows.prefix(request.limit ?? .max)), total: total,
      notices: [try unreadableRunsNotice()].compactMap(\.self))
  }

  func row(_ listed: ListedRun, _ measured: MeasuredOutputs) throws -> RunTable.Row {
    var metrics: [String: JSONValue] = [:]
    for values in listed.run.metrics.map(\.values) {
      metrics.merge(FlatValues.flatten(values)) { $1 }
    }
    for output in listed.run.outputs {
      guard let object = output.object else { continue }
      for values in try measured.values(of: object) {
        metrics.merge(FlatValues.flatten(values)) { written, _ in written }
      }
    }
    return RunTable.Row(
      listed: listed, params: listed.run.params.map { FlatValues.flatten($0.values) } ?? [:],
      metrics: metrics)
  }
}

/// The metrics that commits and notes have of what runs made.
struct MeasuredOutputs {
  private let store: ObjectStore
  private let view: TreeID
  private var committed: [AssetObject: [JSONValue]] = [:]

  /// Looks at the commits that refs name.
  init(_ repository: Repository) throws {
    let state = try repository.currentState()
    store = repository.store
    view = state.head.operation.view
    var tips = Array(state.view.branches.values) + Array(state.view.tags.values)
    if let head = state.view.head.commit { tips.append(head) }
    for id in Set(tips) {
      for record in try store.commit(id).metrics {
        committed[record.id, default: []].append(record.values)
      }
    }
  }

  /// Those of later evaluations first, the newest of them before all others.
  func values(of object: AssetObject) throws -> [JSONValue] {
    let notes = try View.notes(.evaluation, about: .object(object), in: view, from: store)
      .compactMap { try store.note($0) }.sorted { $0.author.time > $1.author.time }
    return notes.compactMap { $0.metrics?.values } + (committed[object] ?? [])
  }
}

/// Rows by a key.
private struct RunOrder {
  let sorted: [RunTable.Row]

  init(_ text: String, _ rows: [RunTable.Row]) throws {
    let isDescending = text.hasPrefix("-")
    let key = isDescending ? String(text.dropFirst()) : text
    let values = rows.map { Self.value(key, of: $0) }
    if !rows.isEmpty, values.allSatisfy({ $0 == nil }) {
      let keys =
        rows.flatMap { Array($0.params.keys) + Array($0.metrics.keys) } + ["started", "seconds"]
      throw RunError.unknownKey(key, near: NearNames.find(key, among: Set(keys).sorted()))
    }
    let places = rows.indices.sorted { a, b in
      switch (values[a], values[b]) {
      case (let first?, let second?) where first != second:
        return isDescending ? second.isBefore(first) : first.isBefore(second)
      case (nil, _?): return false
      case (_?, nil): return true
      default: return a < b
      }
    }
    sorted = places.map { rows[$0] }
  }

  private static func value(_ key: String, of row: RunTable.Row) -> SortValue? {
    switch key {
    case "started": return .number(Double(row.listed.run.started.seconds))
    case "seconds": return .number(row.listed.run.outcome.seconds)
    default:
      let plain = key.hasPrefix("params.") ? String(key.dropFirst(7)) : key
      let metric = key.hasPrefix("metrics.") ? String(key.dropFirst(8)) : key
      let found = row.metrics[metric] ?? row.params[plain]
      guard let found, !found.isNull else { return nil }
      // A number that is none is as good as missing.
      if let number = found.number { return number.isNaN ? nil : .number(number) }
      return .text(found.string ?? String(decoding: found.canonicalBytes(), as: UTF8.self))
    }
  }

  private enum SortValue: Equatable {
    case number(Double)
    case text(String)

    func isBefore(_ other: SortValue) -> Bool {
      switch (self, other) {
      case (.number(let a), .number(let b)): a < b
      case (.text(let a), .text(let b)): a < b
      case (.number, .text): true
      case (.text, .number): false
      }
    }
  }
}
