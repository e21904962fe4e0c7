import Objects
import ProjectFiles
import WorkingTree

/// Decides which metrics a commit records: read from a file that is new, carried over from the
/// commit before, or left out because the model changed since the file was written.
struct MetricsRecords {
  let repository: Repository
  let index: Index
  let assets: [AssetVersion]
  let previous: Commit?
  /// Named in this command: recorded whatever the file's history.
  let fresh: Set<Declarations.MetricsKey>
  /// The runs that made assets whose bytes are new.
  let makers: [AssetReference: RunMaker]

  struct Plan {
    var records: [MetricsRecord] = []
    var committed: [CommittedMetrics] = []
    /// What stays remembered.
    var declarations: [MetricsDeclaration] = []
    var notices: [String] = []
  }

  func plan() throws -> Plan {
    var plan = Plan()
    for declared in index.metrics.sorted(by: { ($0.model, $0.path) < ($1.model, $1.path) }) {
      try take(declared, into: &plan)
    }
    plan.records.sort { ($0.of.name, $0.path ?? .root) < ($1.of.name, $1.path ?? .root) }
    return plan
  }

  private func take(_ declared: MetricsDeclaration, into plan: inout Plan) throws {
    guard let entry = index.entry(at: declared.path) else { return }
    guard let model = asset(.model, named: declared.model) else {
      plan.notices.append(
        "'\(declared.path)' held metrics of the model '\(declared.model)', which is not tracked: "
          + "they are recorded no more")
      return
    }
    plan.declarations.append(declared)
    let before = recordBefore(declared)
    let key = Declarations.MetricsKey(model: declared.model, path: declared.path)
    if try fresh.contains(key) || isMade(with: model, entry)
      || entry.blob != before?.source ?? blobBefore(at: declared.path)
    {
      try record(entry, of: model, declared: declared, into: &plan)
    } else if let before, before.id == model.object {
      var record = before
      record.of = AssetReference(kind: .model, name: model.name)
      plan.add(record, state: .carried)
    } else if objectBefore(of: before?.of.name ?? model.name) != model.object {
      let file = ShellWord.quoted("\(model.name)=\(declared.path)")
      plan.notices.append(
        "the model '\(model.name)' changed and '\(declared.path)' did not: its metrics are not "
          + "recorded; if they are of this model, run 'mlx commit --amend --metrics \(file)'")
    }
  }

  /// Whether one run made the model and wrote the file, be its numbers the same as before.
  private func isMade(with model: AssetVersion, _ entry: IndexEntry) -> Bool {
    makers[model.reference]?.run.outputs.contains {
      $0.path == entry.path && $0.object == .blob(entry.blob)
    } ?? false
  }

  private func record(
    _ entry: IndexEntry, of model: AssetVersion, declared: MetricsDeclaration, into plan: inout Plan
  ) throws {
    let bytes = try repository.smallContent(of: entry)
    let values = try MetricsFile.parse(bytes, name: declared.path.string)
    var on: MetricsRecord.Measured?
    if let name = declared.on {
      if let data = asset(.dataset, named: name) {
        on = MetricsRecord.Measured(
          asset: AssetReference(kind: .dataset, name: name), id: data.object)
      } else {
        plan.notices.append(
          "the dataset '\(name)' of '\(declared.path)' is not tracked: its metrics name no dataset")
      }
    }
    plan.add(
      MetricsRecord(
        of: AssetReference(kind: .model, name: model.name), id: model.object, on: on,
        path: declared.path, source: entry.blob, values: values),
      state: .recorded)
  }

  private func asset(_ kind: AssetKind, named name: String) -> AssetVersion? {
    assets.first { $0.kind == kind && $0.name == name }
  }

  private func objectBefore(of name: String) -> AssetObject? {
    previous?.versions.first { $0.kind == .model && $0.name == name }?.object
  }

  private func blobBefore(at path: RepositoryPath) throws -> BlobID? {
    guard let tree = previous?.tree else { return nil }
    let entry = try TreeWalk.find(path, in: tree, in: repository.store)
    return entry.flatMap { $0.mode == .tree ? nil : BlobID($0.id) }
  }

  /// The last commit's record of this file, also when the model had another name then.
  private func recordBefore(_ declared: MetricsDeclaration) -> MetricsRecord? {
    let records = previous?.metrics.filter { $0.path == declared.path } ?? []
    return records.first { $0.of.name == declared.model }
      ?? records.first { asset(.model, named: $0.of.name) == nil }
  }
}

extension MetricsRecords.Plan {
  fileprivate mutating func add(_ record: MetricsRecord, state: CommittedMetrics.State) {
    let nonFinite = FlatValues.nonFinite(in: record.values)
    if state == .recorded, !nonFinite.isEmpty {
      let keys = nonFinite.map { "'\($0)'" }.joined(separator: ", ")
      let file = record.path.map { " in '\($0)'" } ?? ""
      notices.append("\(keys)\(file) of the model '\(record.of.name)' is NaN or infinite")
    }
    records.append(record)
    committed.append(
      CommittedMetrics(
        model: record.of.name, on: record.on?.asset.name, path: record.path,
        values: record.values, nonFinite: nonFinite, state: state))
  }
}

extension Commit {
  /// Keeps those metrics files that the commit records nothing from.
  mutating func remember(_ declared: [MetricsDeclaration]) {
    unrecorded = declared.filter { file in
      !metrics.contains { $0.path == file.path && $0.of.name == file.model }
    }
  }
}
