// `mlx fetch`: what the remote has and this repository lacks, checked on its way in.
import FileIO
import ObjectStore
import Objects
import References
import Repository

extension Sharing {
  /// Brings the remote's branches, as `remotes/<name>/<branch>`, and its tags and notes. Branches of this
  /// repository and files stay as they are. A tag that is here stays where it is.
  ///
  /// Every object is compared with its id before it is written, and every file of several chunks once more as
  /// a whole, before the recipe that names it is stored. A partial clone brings no more files than its filter takes, and those
  /// that are asked for.
  ///
  /// Errors: `not-a-remote`, `object-missing`, `object-corrupt`, those of the transport and of writing.
  public func fetch(_ request: FetchRequest = FetchRequest()) throws -> FetchReport {
    var report = try fetchHistory(request)
    if request.unshallow { try forgetDepth() }
    if let depth = request.depth { try keepDepth(depth) }
    report.files = try bringNamed(request.only)
    return report
  }

  private func fetchHistory(_ request: FetchRequest) throws -> FetchReport {
    guard let remote = try open() else { throw RemoteError.notARemote(transport.location) }
    let state = try remote.state()
    let local = try repository.currentState()
    repository.store.setCondemned(local.head.operation.condemned)
    var report = FetchReport(remote: name, location: transport.location)
    report.headBranch = state.view.head.branch
    let view = state.head.operation.view
    let ours = Set(try View.notes(in: local.head.operation.view, from: repository.store))
    let (arrived, _, writer) = try remote.reaching {
      let commits = try newCommits(request, state.view, local.view, in: remote.store)
      let purged =
        try [Tombstone].load(view, from: remote.store)
        + [Tombstone].load(local.head.operation.view, from: repository.store)
      return try ClosureTransfer(
        source: remote.store, destination: repository.store, durability: environment.durability,
        sharesLock: true, filter: environment.configuration.filter(of: name.string),
        remote: name, purged: purged, phase: "receiving", progress: environment.progress
      ).run(
        commits,
        notes: { isFetched in
          try Self.newNotes(
            of: view, in: remote.store, lackedBy: ours,
            isThere: { try isFetched($0) || Self.isThere($0, in: repository.store) }
          ).map(\.id)
        }, reading: repository.store)
    }
    report.commits = arrived.commits
    report.notes = arrived.notes.count
    report.objects = arrived.statistics.objects
    report.storedBytes = arrived.statistics.storedBytes
    if arrived.statistics.objects > 0 { try repository.allowFetchedObjects() }
    Failpoint.fetchChecked.hit()
    // Nothing is collected until the refs name it.
    try withExtendedLifetime(writer) {
      try record(state.view, arrived, after: local, &report)
    }
    writer.finishAfterSwap()
    return report
  }

  /// All that is new; of a clone with a depth, that far back.
  private func newCommits(
    _ request: FetchRequest, _ theirs: View, _ ours: View, in store: ObjectStore
  ) throws -> NewCommits {
    let kept = environment.configuration.depth(of: name.string)
    guard request.depth != nil || request.unshallow || kept != nil else {
      return try NewCommits(theirs.commits, known: ours.commits, in: store)
    }
    // A stopped fetch may have left commits without all that they lead to: only those that refs lead to count.
    let here = try CommitGraph(store: repository.store).commits(ours.commits, hiding: [])
    return try NewCommits(
      theirs.commits, depth: request.unshallow ? .max : request.depth ?? kept ?? .max, in: store,
      passing: request.unshallow || request.depth != nil
    ) { here[$0] != nil }
  }

  private func record(
    _ theirs: View, _ arrived: ArrivedObjects, after start: CurrentState,
    _ report: inout FetchReport
  ) throws {
    let name = name
    var refs: [FetchedRef] = []
    var kept: [TagName] = []
    try repository.transaction("fetch: \(name)") { transaction in
      // What the transfer relied on may be gone, if a collection has changed its list meanwhile.
      guard transaction.base.operation.condemned == start.head.operation.condemned else {
        throw CollectError.collectedMeanwhile("what was fetched")
      }
      let known = transaction.view.remoteBranches
      for (tracking, commit) in known.sorted(by: { "\($0.key)" < "\($1.key)" })
      where tracking.remote == name && theirs[tracking.branch] == nil {
        transaction.view.removeRemoteBranch(tracking)
        refs.append(FetchedRef(name: .remote(tracking), from: commit, to: nil))
      }
      for (branch, commit) in theirs.branches.sorted(by: { $0.key < $1.key }) {
        let tracking = RemoteBranch(remote: name, branch: branch)
        if known[tracking] == commit { continue }
        try transaction.view.setRemoteBranch(tracking, to: commit)
        refs.append(FetchedRef(name: .remote(tracking), from: known[tracking], to: commit))
      }
      for (tag, commit) in theirs.tags.sorted(by: { $0.key < $1.key }) {
        switch transaction.view[tag] {
        case commit: continue
        case nil:
          try transaction.view.setTag(tag, to: commit)
          refs.append(FetchedRef(name: .tag(tag), from: nil, to: commit))
        default: kept.append(tag)
        }
      }
      for note in arrived.notes { transaction.view.addNote(try repository.store.note(note)) }
      for run in arrived.runs { transaction.view.addRun(try repository.store.run(run)) }
    }
    report.refs = refs
    report.keptTags = kept
  }
}
