// What a repository and a remote have in common: objects, heads, and all that these lead to.
import FileIO
import ObjectStore
import Objects
import References

/// Checks the files of a store, the files in `heads/`, and everything that operations, refs and commits name.
///
/// Memory grows with the number of objects that are named, some 60 bytes each, and not with their size.
package struct HeapCheck {
  let store: ObjectStore
  let operations: OperationLog
  /// Whether every object is decoded and hashed.
  let full: Bool
  let progress: any ProgressSink

  /// A check of the operations that a log has, and of the store that they are in.
  package init(
    store: ObjectStore, operations: OperationLog, full: Bool, progress: any ProgressSink
  ) {
    self.store = store
    self.operations = operations
    self.full = full
    self.progress = progress
  }

  /// Runs the check. Damage is reported, not thrown.
  package func run() throws -> FsckReport {
    try run { _, _ in
    } marking: {
      $0
    }.report
  }

  /// - Parameters:
  ///   - more: looks at what else names objects, before what is external is counted.
  ///   - marking: says of each problem of a repository with a sound head whether it is harmless.
  func run(
    more: (GraphCheck, HeadCheck.Result) throws -> Void, marking: (FsckProblem) -> FsckProblem
  ) throws -> (report: FsckReport, graph: GraphCheck) {
    var report = FsckReport()
    if let head = try? operations.current() { store.setCondemned(head.operation.condemned) }
    let found = try checkFiles(&report)
    let heads = try HeadCheck(operations: operations, store: store).run()
    let graph = GraphCheck(
      store: store, damaged: Set(found.compactMap(\.key)), hashesBlobs: full)
    for head in heads.sound { try graph.operations(from: head) }
    try checkNames(graph)
    try more(graph, heads)
    try graph.checkExternal()
    let storeProblems = found.map { FsckProblem($0, affected: graph.affected($0.key)) }
    let known = Set(found.compactMap(\.key).map(\.text))
    // What keeps the store from being read was found there too.
    report.problems = heads.problems.filter { head in
      !storeProblems.contains { $0.code == head.code && $0.path == head.path }
    }
    report.problems += storeProblems
    report.problems += graph.problems.filter { $0.object.map(known.contains) != true }
    if heads.problems.allSatisfy(\.isHarmless) { report.problems = report.problems.map(marking) }
    try count(graph, &report)
    var losses = LossList(graph, refs: refNames())
    report.lost = try losses.run()
    if let head = try? operations.current() {
      report.purged = (try? [Tombstone].load(head.operation.view, from: store)) ?? []
    }
    return (report, graph)
  }

  /// The refs of the newest view, by commit.
  private func refNames() -> [CommitID: [String]] {
    guard let head = try? operations.current(),
      let view = try? View.load(head.operation.view, from: store)
    else { return [:] }
    var names: [CommitID: [String]] = [:]
    if case .detached(let id) = view.head { names[id, default: []].append("HEAD") }
    for (name, id) in view.branches { names[id, default: []].append(name.string) }
    for (name, id) in view.tags { names[id, default: []].append("tag \(name.string)") }
    for (name, id) in view.remoteBranches { names[id, default: []].append(name.description) }
    return names.mapValues { $0.sorted() }
  }

  private func checkFiles(_ report: inout FsckReport) throws -> [StoreProblem] {
    let bytes = Locked(Int64(0))
    let total = (try? store.statistics().packBytes).map { Int64(clamping: $0) }
    let sink = progress
    let found = try StoreVerifier(store).verify(full ? .full : .quick) { count in
      let done = bytes.withLock { sum in
        sum += Int64(count)
        return sum
      }
      sink.report(Progress(phase: "checking", unit: .bytes, done: done, total: total))
    }
    report.checked.bytes = UInt64(clamping: bytes.withLock { $0 })
    return found
  }

  /// The newest view must be readable by name too, not only whole as a tree.
  private func checkNames(_ graph: GraphCheck) throws {
    guard let head = try? operations.current(),
      let view = try? View.load(head.operation.view, from: store)
    else { return }
    for commit in Set(view.branches.values).union(view.tags.values) where graph.isMissing(commit) {
      graph.report(
        missing: ObjectKey(kind: .record, digest: commit.digest), named: "a branch or tag")
    }
  }

  private func count(_ graph: GraphCheck, _ report: inout FsckReport) throws {
    report.checked.operations = graph.operationCount
    report.checked.commits = graph.commitCount
    report.checked.trees = graph.seen[.tree]?.count ?? 0
    report.checked.blobs = graph.blobCount
    report.absentCount = graph.absentCount
    guard let statistics = try? store.statistics() else { return }
    report.checked.packs = statistics.packs
    for kind in StoredKind.allCases {
      let seen = graph.seen[kind] ?? []
      try? store.forEachObject(kind) { digest, _ in
        report.checked.objects += 1
        // A recipe is a view of a blob: it stands or falls with the chunks.
        if kind != .recipe, !seen.contains(digest) { report.danglingCount += 1 }
      }
    }
  }
}
