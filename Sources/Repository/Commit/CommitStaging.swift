import Objects
import WorkingTree

// What a commit request names is staged first.
extension Stager {
  /// Stages the request's paths, with `-a` everything tracked, and the metrics and params files.
  /// Returns the metrics that were named: they are recorded even if the file did not change.
  mutating func apply(_ request: CommitRequest) throws -> Set<Declarations.MetricsKey> {
    try plan(
      request.models.map { StageWish(path: $0.path, kind: .model, name: $0.name) }
        + request.datasets.map { StageWish(path: $0.path, kind: .dataset, name: $0.name) })
    for model in request.models { try stage(model.path, kind: .model, name: model.name) }
    for data in request.datasets { try stage(data.path, kind: .dataset, name: data.name) }
    for wish in request.external { try stageExternal(wish) }
    if request.all {
      try restageAll()
      try restageExternal()
    }
    let on = try request.on.map { try datasetName($0) }
    if let params = request.params { try declareParams(params) }
    if request.metrics.isEmpty {
      return try on.map { try redeclareMetrics(on: $0) } ?? []
    }
    var fresh = Set<Declarations.MetricsKey>()
    for metrics in request.metrics {
      let model = try modelName(of: metrics)
      try declareMetrics(metrics.path, model: model, on: on)
      fresh.insert(Declarations.MetricsKey(model: model, path: metrics.path))
    }
    return fresh
  }

  /// `--on` alone: it is about the metrics that are remembered.
  private mutating func redeclareMetrics(on: String) throws -> Set<Declarations.MetricsKey> {
    guard !index.metrics.isEmpty else { throw WorkingError.onWithoutMetrics }
    for declared in index.metrics {
      try declareMetrics(declared.path, model: declared.model, on: on)
    }
    return Set(index.metrics.map { Declarations.MetricsKey(model: $0.model, path: $0.path) })
  }

  /// The model that the request names, or the only one there is.
  private func modelName(of request: MetricsRequest) throws -> String {
    let models = names(of: .model)
    if let name = request.model {
      guard let found = Self.find(name, kind: .model, in: models) else {
        throw WorkingError.unknownModel(name, models: models)
      }
      return found
    }
    if models.count == 1, let only = models.first { return only }
    let remembered = index.metrics.filter { $0.path == request.path }
    if remembered.count == 1, let only = remembered.first { return only.model }
    throw WorkingError.metricsModelMissing(path: request.path.string, models: models)
  }

  private func datasetName(_ name: String) throws -> String {
    let datasets = names(of: .dataset)
    guard let found = Self.find(name, kind: .dataset, in: datasets) else {
      throw WorkingError.unknownDataset(name, datasets: datasets)
    }
    return found
  }

  private func names(of kind: AssetKind) -> [String] {
    (index.assets.map(\.reference) + index.external.map(\.reference))
      .filter { $0.kind == kind }.map(\.name).sorted()
  }

  /// `fraud` and `model/fraud` are both the model `fraud`.
  private static func find(_ name: String, kind: AssetKind, in names: [String]) -> String? {
    if names.contains(name) { return name }
    let prefix = kind.rawValue + "/"
    guard name.hasPrefix(prefix) else { return nil }
    let bare = String(name.dropFirst(prefix.count))
    return names.contains(bare) ? bare : nil
  }
}
