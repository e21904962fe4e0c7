// The metrics and params of a version: files that `dvc.yaml` calls so.
import FileFormats
import GitBridge
import Objects
import ProjectFiles

/// Reads metrics and params of one git commit.
struct VersionMetrics {
  private static let fileBytesMax = 16 << 20

  let state: DVCState
  let git: GitRepository
  let assets: [RepositoryPath: Asset]
  let placed: [RepositoryPath: PlacedOutput]
  /// Reads a stored file of at most so many bytes.
  let read: (StoredFile, DVCHash) throws -> [UInt8]
  /// Stores bytes.
  let put: ([UInt8]) throws -> BlobID

  /// What was made of them.
  struct Outcome {
    var records: [MetricsRecord] = []
    var params: ParamsRecord?
    var faults: [String] = []
  }

  func outcome() throws -> Outcome {
    var outcome = Outcome()
    for path in state.metrics.keys.sorted() { try add(path, to: &outcome) }
    outcome.records.sort { ($0.of.name, $0.path ?? .root) < ($1.of.name, $1.path ?? .root) }
    try addParams(to: &outcome)
    return outcome
  }

  private func add(_ path: RepositoryPath, to outcome: inout Outcome) throws {
    guard let (bytes, blob) = try content(of: path) else { return }
    guard let model = model(of: path) else {
      outcome.faults.append(
        "the metrics in '\(path)' are kept as a file: no one model is what they were measured of")
      return
    }
    do {
      let (values, left) = try MetricsFile.numbers(in: bytes, name: path.string)
      if left > 0 {
        outcome.faults.append(
          "'\(path)' has \(left) values that are no numbers: they stay in the file alone")
      }
      guard values.object?.isEmpty == false else { return }
      // A file with other values is not remembered as one of metrics: a later commit could not read it.
      outcome.records.append(
        MetricsRecord(
          of: model.reference, id: model.object, on: measured(on: path),
          path: left == 0 ? path : nil, source: left == 0 ? blob : nil, values: values))
    } catch let error as ValueFileError {
      outcome.faults.append("the metrics in '\(path)' are kept as a file: \(error.description)")
    }
  }

  private func content(of path: RepositoryPath) throws -> ([UInt8], BlobID)? {
    if let output = placed[path] {
      guard output.entry.mode != .tree, output.entry.size <= UInt64(Self.fileBytesMax) else {
        return nil
      }
      let file = StoredFile(blob: BlobID(output.entry.id), size: output.entry.size)
      return (try read(file, output.hash), file.blob)
    }
    guard let id = state.metrics[path].flatMap({ $0 }) else { return nil }
    let bytes = try git.blob(id, bytesMax: Self.fileBytesMax)
    return (bytes, try put(bytes))
  }

  /// The model that a stage which writes metrics made, else that it read, else the nearest one before; where no stage
  /// writes the file, the only model.
  private func model(of path: RepositoryPath) -> Asset? {
    let models = assets.values.filter { $0.kind == .model }
    guard let stage = writer(of: path) else { return models.count == 1 ? models.first : nil }
    let own = stage.outs.compactMap { assets[$0] }.filter { $0.kind == .model }
    if !own.isEmpty { return own.count == 1 ? own.first : nil }
    var level = [stage]
    var seen: Set<String> = [stage.name]
    while !level.isEmpty {
      let read = Set(level.flatMap { inputs(of: $0) }.filter { $0.kind == .model })
      if !read.isEmpty { return read.count == 1 ? read.first : nil }
      level = level.flatMap { before($0) }.filter { seen.insert($0.name).inserted }
    }
    return nil
  }

  /// The one dataset that the stage read.
  private func measured(on path: RepositoryPath) -> MetricsRecord.Measured? {
    guard let stage = writer(of: path) else { return nil }
    let datasets = Set(inputs(of: stage).filter { $0.kind == .dataset })
    guard datasets.count == 1, let only = datasets.first else { return nil }
    return MetricsRecord.Measured(asset: only.reference, id: only.object)
  }

  private func writer(of path: RepositoryPath) -> DVCState.Stage? {
    state.outs[path].flatMap { state.stages[$0.stage] }
  }

  private func inputs(of stage: DVCState.Stage) -> [Asset] {
    stage.deps.compactMap { dep in
      guard case .inside(let path) = dep.path else { return nil }
      // What the stage read is what the version has.
      guard let asset = assets[path], placed[path]?.hash == dep.hash else { return nil }
      return asset
    }
  }

  private func before(_ stage: DVCState.Stage) -> [DVCState.Stage] {
    stage.deps.compactMap { dep in
      guard case .inside(let path) = dep.path else { return nil }
      return writer(of: path)
    }
  }

  /// A version has one file of params: `params.yaml` at the root where it is one of several.
  private func addParams(to outcome: inout Outcome) throws {
    let files = state.params.keys.filter { assets[$0] == nil }.sorted()
    let usual = RepositoryPath(unchecked: "params.yaml")
    guard let path = files.contains(usual) ? usual : files.first, let id = state.params[path] else {
      return
    }
    let others = files.filter { $0 != path }.map { "'\($0)'" }
    if !others.isEmpty {
      outcome.faults.append(
        "the params are those of '\(path)'; \(others.joined(separator: ", ")) \(others.count == 1 ? "is" : "are") kept with the code"
      )
    }
    let bytes = try git.blob(id, bytesMax: Self.fileBytesMax)
    do {
      let values = try ParamsFile.parse(bytes, name: path.string)
      outcome.params = ParamsRecord(path: path, source: try put(bytes), values: values)
    } catch let error as ValueFileError {
      outcome.faults.append("the params in '\(path)' are kept with the code: \(error.description)")
    }
  }
}
