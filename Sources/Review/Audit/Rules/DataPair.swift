// Which datasets must have nothing in common.
import Objects

/// Data that a model learns from, and data that tells how good it is.
struct DataPair: Hashable {
  let training: AssetVersionName
  let testing: AssetVersionName
}

/// A dataset at its bytes.
struct AssetVersionName: Hashable {
  let reference: AssetReference
  let object: AssetObject
}

extension DataPair {
  private static let trainingWords: Set<String> = ["train", "training", "fit"]
  private static let testingWords: Set<String> = [
    "test", "testing", "holdout", "validation", "valid", "val", "eval", "evaluation", "dev",
  ]

  /// The pairs of a version: inputs of one model by their roles, what its metrics were measured on,
  /// and datasets whose names say so, such as `fraud-train` and `fraud-test`.
  ///
  /// - Parameter metrics: those of the commit, and those that were measured later.
  static func all(of commit: Commit, metrics: [MetricsRecord]) -> [DataPair] {
    var pairs: Set<DataPair> = []
    for edge in commit.lineage {
      let datasets = edge.inputs.compactMap { input -> (role: String, AssetVersionName)? in
        guard case .asset(let reference, let id, nil) = input.source, reference.kind == .dataset
        else { return nil }
        return (input.role, AssetVersionName(reference: reference, object: id))
      }
      let training = datasets.filter { trainingWords.contains($0.role) }.map(\.1)
      let measured = metrics.filter { $0.of == edge.output && $0.id == edge.id }
        .compactMap(\.on).map { AssetVersionName(reference: $0.asset, object: $0.id) }
      let testing = datasets.filter { testingWords.contains($0.role) }.map(\.1) + measured
      for one in training {
        for other in testing { pairs.insert(DataPair(training: one, testing: other)) }
      }
    }
    let named = commit.assets.filter { $0.kind == .dataset }
    for one in named {
      guard let rest = rest(of: one.name, without: trainingWords) else { continue }
      for other in named where Self.rest(of: other.name, without: testingWords) == rest {
        pairs.insert(
          DataPair(
            training: AssetVersionName(reference: one.reference, object: one.object),
            testing: AssetVersionName(reference: other.reference, object: other.object)))
      }
    }
    return pairs.sorted {
      ($0.training.reference, $0.testing.reference) < ($1.training.reference, $1.testing.reference)
    }
  }

  /// The words of a name but the one that is in the set; nil when none is.
  private static func rest(of name: String, without words: Set<String>) -> [String]? {
    var parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard let place = parts.firstIndex(where: words.contains) else { return nil }
    parts.remove(at: place)
    return parts
  }
}
