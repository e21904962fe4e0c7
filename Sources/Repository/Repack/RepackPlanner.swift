// From history to tasks: who is a version of whom, and what is worth trying.
import FileIO
import ObjectStore
import Objects
import References

/// Plans a repack of everything that refs lead to.
struct RepackPlanner {
  let repository: Repository
  /// Whether the plan is carried out; else it is good for an estimate only.
  let isExact: Bool
  /// Asked now and then; families that are left then are not planned.
  var isOver: () -> Bool = { false }

  /// Files below this are not worth the rows in the index.
  private var bytesMin: UInt64 { UInt64(repository.store.limits.chunk.wholeMax) }

  func plan() throws -> RepackPlan {
    let store = repository.store
    let inUse = try store.basesInUse()
    let sampler = try RepackSampler(store)
    let models = ModelPlan(store: store, sampler: sampler, inUse: inUse)
    let texts = TextPlan(store: store, sampler: sampler, inUse: inUse)
    var versions = try storedVersions()
    var names = TensorNames()
    try joinSiblings(&versions, &names)
    var plan = RepackPlan()
    let groups = versions.grouped()
    for (number, group) in groups.enumerated() {
      if isOver() { break }
      try Interruption.check()
      repository.environment.progress.report(
        Progress(
          phase: "planning", unit: .files, done: Int64(number), total: Int64(groups.count)))
      var start = 0
      while start < group.count {
        let window = group[start..<min(start + ModelPlan.windowMax, group.count)]
        plan += try models.plan(
          window.compactMap {
            try ModelVersion(versions.versions[$0].blob, in: store, names: &names)
          })
        start = window.endIndex
      }
      plan += try texts.plan(
        group.compactMap {
          let version = versions.versions[$0]
          return try TextVersion(version.blob, size: version.size, in: store)
        }, isExact: isExact)
    }
    return plan
  }

  private func storedVersions() throws -> StoredVersions {
    var versions = StoredVersions(repository.store, bytesMin: bytesMin)
    let view = try repository.currentView()
    var tips = Set(view.branches.values).union(view.tags.values)
    if let head = view.head.commit { tips.insert(head) }
    let nodes = try CommitGraph(store: repository.store).commits(Array(tips), hiding: []).values
    for node in nodes.sorted(by: CommitNode.isBefore).reversed() {
      try versions.add(try repository.commit(node.id))
    }
    return versions
  }

  /// Checkpoints lie beside each other: models in one folder with the same tensors are of one family.
  private func joinSiblings(_ versions: inout StoredVersions, _ names: inout TensorNames) throws {
    for (number, version) in versions.versions.enumerated() {
      if isOver() { return }
      try Interruption.check()
      guard let model = try ModelVersion(version.blob, in: repository.store, names: &names) else {
        continue
      }
      versions.join(number, "folder \(version.path.parent?.string ?? "") \(model.signature)")
    }
  }
}
