// The few numbers of an asset that mlx.lock shows.
import Objects

enum KeyMetrics {
  /// Of the first record that is about these bytes: outer keys before inner ones, then by name.
  static func of(_ asset: Asset, in records: [MetricsRecord]) -> [String: JSONValue] {
    let own = records.first { $0.of == asset.reference && $0.id == asset.object }
    var all: [Metric] = []
    flatten(own?.values ?? .null, prefix: "", depth: 0, into: &all)
    all.sort { a, b in
      a.depth != b.depth
        ? a.depth < b.depth : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }
    return Dictionary(
      all.prefix(LockFile.metricsMax).map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  private struct Metric {
    let name: String
    let depth: Int
    let value: JSONValue
  }

  private static func flatten(
    _ value: JSONValue, prefix: String, depth: Int, into all: inout [Metric]
  ) {
    for (key, inner) in value.object ?? [:] {
      let name = prefix + key
      switch inner {
      case .integer, .number: all.append(Metric(name: name, depth: depth, value: inner))
      case .object: flatten(inner, prefix: name + ".", depth: depth + 1, into: &all)
      default: continue
      }
    }
  }
}
