// Figures from a table of predictions that a version holds, where nobody recorded an evaluation.
import Evaluation
import FileIO
import ObjectStore
import Objects
import Profiles
import WorkingTree

/// The tables of predictions of one version.
struct CommittedPredictions {
  let repository: Repository
  let commit: Commit
  let id: CommitID

  /// A longer table has to be evaluated by hand.
  private static let bytesMax: UInt64 = 64 << 20

  /// What the table of a gate says of a model.
  ///
  /// Errors: `stale-predictions` where the table is that of an earlier version of the model; `not-found`,
  /// `too-large`, those of reading the table.
  func measurement(of model: AssetVersion, for gate: Gate) throws -> Measurement {
    let path = try RepositoryPath(validating: gate.predictions ?? "")
    guard let blob = try self.blob(at: path, in: commit) else {
      throw CommittedPredictionsError.missing(path.string)
    }
    guard let data = commit.versions.first(where: { $0.kind == .dataset && $0.name == gate.on })
    else { throw CommittedPredictionsError.noDataset(gate.on ?? "") }
    if let older = try versionBefore(model), try self.blob(at: path, in: older)?.id == blob.id {
      throw CommittedPredictionsError.stale(path.string, model: model.name)
    }
    guard blob.size <= Self.bytesMax else {
      throw EvaluationError.tooLarge(
        table: path.string, reason: "is too large to be read for a gate",
        hint: "run 'mlx evaluate "
          + ShellWord.joined([path.string, "--of", model.name, "--on", data.name]) + "'")
    }
    let file = TableFile(name: path.name, place: .stored(blob.id, repository.store)) { _ in }
    guard let format = try file.format(), TableSource.formats.contains(format) else {
      throw PredictionsError.notATable(path.string, format: "no table")
    }
    var request = PredictionRequest(name: path.string)
    request.slices = gate.slice.map { [$0] } ?? []
    let predictions = try PredictionReader(file.source(format), request).read()
    let evaluation = try PredictionEvaluation(predictions) { try Interruption.check() }
    return Measurement(
      metrics: MetricsRecord(
        of: model.reference, id: model.object,
        on: MetricsRecord.Measured(asset: data.reference, id: data.object), path: path,
        source: blob.id, values: evaluation.record),
      detail: evaluation.detail(predictions: blob.id, path: path),
      source: .commit(id, file: blob.id))
  }

  private func blob(
    at path: RepositoryPath, in commit: Commit
  ) throws -> (id: BlobID, size: UInt64)? {
    guard let entry = try TreeWalk.find(path, in: commit.tree, in: repository.store),
      entry.mode == .file || entry.mode == .executable
    else { return nil }
    return (BlobID(entry.id), entry.size)
  }

  /// The version, along first parents, that had other bytes of the model; nil where there is none.
  private func versionBefore(_ model: AssetVersion) throws -> Commit? {
    var parent = commit.parents.first
    while let id = parent {
      let older = try repository.commit(id)
      if older.model(named: model.name)?.object != model.object { return older }
      parent = older.parents.first
    }
    return nil
  }
}

extension ModelFigures {
  /// Whether a note tells what a gate with committed predictions asks for.
  func hasEvaluation(for gate: Gate) -> Bool {
    measurements.contains { measurement in
      guard let detail = measurement.detail, measurement.metrics.on?.asset.name == gate.on else {
        return false
      }
      return gate.slice == nil || detail.slices.contains { $0.column == gate.slice }
    }
  }
}

/// Why a committed table of predictions does not count.
enum CommittedPredictionsError: MLXError, Equatable {
  case missing(String)
  case noDataset(String)
  case stale(String, model: String)

  var code: String {
    switch self {
    case .missing: "not-found"
    case .noDataset: "unknown-asset"
    case .stale: "stale-predictions"
    }
  }

  var description: String {
    switch self {
    case .missing(let path): "the version has no predictions at '\(path)'"
    case .noDataset(let name): "the version has no dataset '\(name)'"
    case .stale(let path, let model):
      "the predictions in '\(path)' are those of an earlier version of '\(model)'"
    }
  }

  var hint: String? {
    switch self {
    case .missing(let path): "commit '\(path)', or correct 'predictions' in mlx.yaml"
    case .noDataset: "correct 'on' in mlx.yaml"
    case .stale(let path, _): "predict with the new model, and commit '\(path)' with it"
    }
  }
}
