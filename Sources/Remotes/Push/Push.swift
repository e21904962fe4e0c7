// `mlx push`: objects first, then the proof that they are there, then the refs.
import FileIO
import ObjectStore
import Objects
import References
import Repository

extension Sharing {
  /// So often a push begins again, since others pushed meanwhile.
  static let attemptsMax = 200

  /// Sends what the refs lead to and the remote lacks, looks that all of it is there, and moves the refs.
  ///
  /// A push that is stopped at any moment leaves refs that lead to whole data. When others push at the same
  /// time, refs that both move are refused, and all else is done on top of theirs.
  ///
  /// Errors: `non-fast-forward`, `ref-exists` for a tag, `unknown-ref`, `push-unproven`, `folder-not-empty`,
  /// those of the transport and of reading.
  public func push(_ request: PushRequest = PushRequest()) throws -> PushReport {
    let local = try repository.currentState()
    let wanted = try PushPlan.wanted(request, in: local.view)
    var report = PushReport(remote: name, location: transport.location)
    report.isDryRun = request.isDryRun
    guard let remote = try open() ?? madeRemote(request, local.view) else {
      report.refs = wanted.sorted { $0.key < $1.key }
        .map { PushedRef(name: $0.key, from: nil, to: $0.value) }
      report.commits = try NewCommits(
        report.refs.compactMap(\.to), known: [], in: repository.store
      ).ordered.count
      return report
    }
    try remote.format.checkWriting()
    var own: Set<Digest> = []
    for _ in 0..<Self.attemptsMax {
      try Interruption.check()
      let state = try remote.state(keeping: own)
      let plan = try PushPlan(wanted, on: state.view, history: repository.store)
      report.refs = plan.refs
      let commits = try NewCommits(
        plan.moves.compactMap(\.to), known: state.view.commits, in: repository.store)
      report.commits = commits.ordered.count
      try remote.reaching { try checkPast(of: commits, on: remote.store) }
      if request.isDryRun { return report }
      if try attempt(plan, commits, local, remote, state, &own, &report) {
        try? track(report.refs)
        return report
      }
    }
    throw RemoteError.tooBusy(transport.location)
  }

  private func madeRemote(_ request: PushRequest, _ view: View) throws -> RemoteRepository? {
    if request.isDryRun { return nil }
    return try RemoteRepository.create(
      transport, places, environment, branch: view.head.branch ?? .main)
  }

  /// Sends, proves and moves; false when somebody else moved refs first.
  private func attempt(
    _ plan: PushPlan, _ commits: NewCommits, _ local: CurrentState, _ remote: RemoteRepository,
    _ state: (head: OperationHead, view: View), _ own: inout Set<Digest>,
    _ report: inout PushReport
  ) throws -> Bool {
    let (arrived, transfer, writer) = try remote.reaching {
      let theirs = Set(try View.notes(in: state.head.operation.view, from: remote.store))
      let purged =
        try [Tombstone].load(state.head.operation.view, from: remote.store)
        + [Tombstone].load(local.head.operation.view, from: repository.store)
      return try ClosureTransfer(
        source: repository.store, destination: remote.store, durability: .none,
        sharesLock: false, remote: name, purged: purged, phase: "sending",
        progress: environment.progress, sendPack: remote.sendPack
      ).run(
        commits,
        notes: { isSent in
          try Self.newNotes(
            of: local.head.operation.view, in: repository.store, lackedBy: theirs,
            isThere: { try isSent($0) || Self.isThere($0, in: remote.store) }
          ).map(\.id)
        }, reading: repository.store)
    }
    own.formUnion(arrived.packs)
    report.objects += arrived.statistics.objects
    report.storedBytes += arrived.statistics.storedBytes
    report.notes = arrived.notes.count
    report.purged = arrived.purged
    guard report.isChange else {
      writer.discard()
      return true
    }
    report.provenObjects = try prove(transfer, on: remote)
    Failpoint.pushProven.hit()
    return try move(plan, arrived, keeping: own, remote, state, writer)
  }

  /// Refuses commits whose past is neither here, in a clone with a depth, nor there.
  private func checkPast(of commits: NewCommits, on there: ObjectStore) throws {
    guard repository.store.hasAbsent else { return }
    for id in commits.ordered {
      let commit = try repository.store.wholeCommit(id)
      let here = Set(repository.store.fetchedParents(of: commit))
      for parent in commit.parents where !here.contains(parent) {
        guard there.contains(ObjectKey(kind: .record, digest: parent.digest)) else {
          throw RemoteError.historyCut(commit: id.short, parent: parent.short)
        }
      }
    }
  }

  /// Looks up every object that the refs need and that no ref of the remote led to before.
  private func prove(_ transfer: ObjectTransfer, on remote: RemoteRepository) throws -> Int {
    let (asked, missing, first) = try remote.reaching { try transfer.prove() }
    guard let first else { return asked }
    throw RemoteError.unproven(transport.location, missing: missing, first: first.digest.hex)
  }

  /// Makes one operation of the remote: which refs move, and who moved them.
  private func move(
    _ plan: PushPlan, _ arrived: ArrivedObjects, keeping own: Set<Digest>,
    _ remote: RemoteRepository,
    _ state: (head: OperationHead, view: View), _ writer: StoreWriter
  ) throws -> Bool {
    var view = state.view
    for ref in plan.moves {
      guard let commit = ref.to else { continue }
      switch ref.name {
      case .branch(let name): try view.setBranch(name, to: commit)
      case .tag(let name): try view.setTag(name, to: commit)
      case .head, .remote: continue
      }
    }
    for note in arrived.notes { view.addNote(try repository.store.note(note)) }
    for run in arrived.runs { view.addRun(try repository.store.run(run)) }
    let names = plan.moves.map(\.name.description)
    return try record(
      view, "push: " + (names.isEmpty ? "notes" : names.joined(separator: ", ")), remote,
      state.head, keeping: own, writer)
  }

  /// Makes an operation of the remote, after another one; false when that is not the newest any more.
  ///
  /// - Parameter own: packs that this command sent, which need not go if somebody condemned them.
  func record(
    _ view: View, _ description: String, _ remote: RemoteRepository, _ head: OperationHead,
    keeping own: Set<Digest> = [], _ writer: StoreWriter
  ) throws -> Bool {
    let id = try remote.reaching {
      let operation = remote.operation(
        after: head, view: try view.write(to: writer, in: remote.store), command: "mlx push",
        description: description,
        condemned: RemoteRepository.condemned(after: head, keeping: own), environment)
      let id = OperationID(try writer.putBytes(.record, operation.encode()))
      try Interruption.check()
      try writer.publish(pending: [])
      return id
    }
    do {
      try remote.reaching { try remote.log.swap(expected: head.number, to: id) }
    } catch RefError.lostRace {
      return false
    } catch RefError.unconfirmed {
      // The head is there; only the look at it afterwards failed.
    }
    writer.finishAfterSwap()
    return true
  }

  /// Remembers where the remote's branches are now.
  func track(_ refs: [PushedRef]) throws {
    let names = refs.map(\.name.shortText).joined(separator: ", ")
    try repository.transaction("push: \(names) to \(name)") { transaction in
      for ref in refs {
        guard case .branch(let branch) = ref.name else { continue }
        let tracking = RemoteBranch(remote: name, branch: branch)
        guard transaction.view.remoteBranches[tracking] != ref.to else { continue }
        if let commit = ref.to {
          try transaction.view.setRemoteBranch(tracking, to: commit)
        } else {
          transaction.view.removeRemoteBranch(tracking)
        }
      }
    }
  }
}

extension View {
  /// The commits of all refs, each once.
  var commits: [CommitID] {
    var seen: Set<CommitID> = []
    let all =
      branches.sorted { $0.key < $1.key }.map(\.value)
      + tags.sorted { $0.key < $1.key }.map(\.value)
      + remoteBranches.sorted { "\($0.key)" < "\($1.key)" }.map(\.value)
      + [head.commit].compactMap(\.self)
    return all.filter { seen.insert($0).inserted }
  }
}
