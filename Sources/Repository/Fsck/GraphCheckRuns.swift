import ObjectStore
import Objects
import References

// Runs: each record can be read, stands below its month, and what it stored is there.
extension GraphCheck {
  /// The folder `runs` of a view.
  func runs(_ folder: TreeID, named name: String) throws {
    for month in try recordEntries(of: folder, named: "the runs of \(name)") ?? [] {
      guard month.mode == .tree else {
        report(key(folder), "'runs/\(month.name)' is no month of runs", named: name)
        continue
      }
      let entries = try recordEntries(
        of: TreeID(month.id), named: "the runs of \(month.name) at \(name)")
      for entry in entries ?? [] {
        let place = "'runs/\(month.name)/\(entry.name)'"
        guard entry.mode == .run else {
          report(key(TreeID(month.id)), "\(place) is no run", named: name)
          continue
        }
        try run(RunID(entry.id), named: "\(place) at \(name)", isNeeded: true)
        try placed(
          RunID(entry.id), at: PlacedRun(month: month.name, id: RunID(entry.id)), entry, name)
      }
    }
  }

  /// A run's record and what it names of its own. One that only a lineage names need not be here.
  func run(_ id: RunID, named name: String, isNeeded: Bool) throws {
    let key = ObjectKey(kind: .record, digest: id.digest)
    guard isNeeded || store.contains(key), try visit(key, named: name),
      let run = try read(key, named: name, { try store.run(id) })
    else { return }
    for stream in [run.output, run.errors].compactMap(\.self) {
      try blob(stream.blob, size: nil, named: "the output of the run \(id.short)")
    }
    if let environment = run.environment {
      let environmentKey = ObjectKey(kind: .record, digest: environment.digest)
      guard store.contains(environmentKey) else { return }
      try self.environment(
        EnvironmentAsset(id: environment, evidence: .foundAtCommit), of: "the run \(id.short)")
    }
  }

  private func placed(
    _ id: RunID, at place: PlacedRun, _ entry: TreeEntry, _ name: String
  ) throws {
    let key = ObjectKey(kind: .record, digest: id.digest)
    guard store.contains(key), let run = try? store.run(id) else { return }
    let rightful = PlacedRun(month: run.month, id: id).path.joined(separator: "/")
    let path = "runs/\(place.month)/\(entry.name)"
    if path != rightful {
      report(key, "the run stands at '\(path)', and belongs at '\(rightful)'", named: name)
    }
  }

  private func key(_ id: TreeID) -> ObjectKey { ObjectKey(kind: .tree, digest: id.digest) }
}
