import Objects

/// Compares metrics by model, by the dataset they were measured on, and by key.
enum MetricChanges {
  private struct Key: Hashable {
    var model: String
    var on: String?
  }

  static func compare(_ old: [MetricsRecord], _ new: [MetricsRecord]) -> [MetricDiff] {
    let before = group(old)
    let after = group(new)
    let keys = Set(before.keys).union(after.keys).sorted {
      ($0.model, $0.on ?? "") < ($1.model, $1.on ?? "")
    }
    return keys.flatMap { changes($0, before[$0] ?? [], after[$0] ?? []) }
  }

  private static func group(_ records: [MetricsRecord]) -> [Key: [MetricsRecord]] {
    Dictionary(grouping: records) { Key(model: $0.of.name, on: $0.on?.asset.name) }
  }

  private static func changes(
    _ key: Key, _ old: [MetricsRecord], _ new: [MetricsRecord]
  ) -> [MetricDiff] {
    let data = Set((old + new).map { $0.on?.id })
    let isSameData = data.count == 1 && data.first != .some(nil)
    return FlatValues.changes(from: values(old), to: values(new)).map {
      MetricDiff(
        model: key.model, on: key.on, metric: $0.key, before: $0.before, after: $0.after,
        isSameData: isSameData && $0.before != nil && $0.after != nil)
    }
  }

  /// The values of several files of one model on one dataset, as one object.
  private static func values(_ records: [MetricsRecord]) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for record in records {
      members.merge(FlatValues.flatten(record.values)) { _, later in later }
    }
    return .object(members)
  }
}
