// What was measured, before and after.
import Objects
import References
import Repository

extension ReviewMaker {
  mutating func addMetrics() throws {
    let old = try repository.metrics(at: base)
    let new = try repository.metrics(at: head)
    let other = try report.against.map { try repository.metrics(at: $0.id) }
    let groups = [old, new, other ?? []].map(Self.group)
    let keys = Set(groups.flatMap(\.keys)).sorted {
      ($0.model, $0.on ?? "") < ($1.model, $1.on ?? "")
    }
    for key in keys {
      let table = Self.table(key, groups.map { $0[key] ?? [] })
      if table.isWorthShowing { report.metrics.append(table) }
    }
  }

  private struct Key: Hashable {
    var model: String
    var on: String?
  }

  private static func group(_ entries: [MetricsEntry]) -> [Key: [MetricsEntry]] {
    Dictionary(grouping: entries) { Key(model: $0.record.of.name, on: $0.record.on?.asset.name) }
  }

  private static func table(_ key: Key, _ sides: [[MetricsEntry]]) -> MetricTable {
    let values = sides.map(values)
    let names = Set(values.flatMap(\.keys)).sorted()
    return MetricTable(
      model: key.model, on: key.on, base: figures(sides[0]), head: figures(sides[1]),
      against: figures(sides[2]),
      rows: names.map { name in
        MetricTable.Row(
          metric: name, base: values[0][name], head: values[1][name], against: values[2][name])
      })
  }

  /// The values of several files and evaluations of one model on one dataset; the latest one counts.
  private static func values(_ entries: [MetricsEntry]) -> [String: JSONValue] {
    entries.reduce(into: [:]) { values, entry in
      values.merge(FlatValues.flatten(entry.record.values)) { _, later in later }
    }
  }

  private static func figures(_ entries: [MetricsEntry]) -> MetricTable.Figures? {
    guard let last = entries.last else { return nil }
    var sources: [String] = []
    for entry in entries {
      let source =
        entry.note.map { "note:\($0.id.hex)" } ?? entry.record.source.map { "blob:\($0.hex)" }
      if let source, !sources.contains(source) { sources.append(source) }
    }
    return MetricTable.Figures(
      model: last.record.id, on: last.record.on?.id, sources: sources)
  }
}

extension MetricTable {
  /// Whether a model or a number of it is another one. Unchanged models need no table.
  fileprivate var isWorthShowing: Bool {
    base?.model != head?.model || base?.on != head?.on || against != nil
      || rows.contains { $0.base != $0.head }
  }
}
