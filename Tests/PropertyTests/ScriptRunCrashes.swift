// Steps that the power goes in the middle of, against the model.
import Objects
import Remotes
import Repository
import TestSupport
import WorkingTree

extension ScriptRun {
  /// The power goes in the middle of a step, and the next commands find what is left.
  func crash(at change: Int, during step: Step) throws {
    if !step.movesHead { return try crashAside(at: change, during: step) }
    let before = try work()
    disk.inject(Fault(at: change, errno: 5, effect: .stopping))
    let commitRequest = try request()
    var refused = false
    do {
      if step == .commit {
        model.mayBeStored.formUnion(before.values)
        _ = try open().commit(commitRequest)
      } else {
        try perform(step)
      }
    } catch {
      refused = true
    }
    disk.clearFaults()
    let repository = try open()
    if let pending = try repository.status().pendingCheckout {
      try claim(refused, "done, but a checkout is pending")
      return try settle(pending, step, from: before)
    }
    let head = try repository.head()
    guard head != model.refs.head else {
      // A checkout of where HEAD is brings back what is gone.
      if try goal(of: step)?.refs.head == head { return try arrived(step, from: before) }
      try claim(step == .commit || !refused || (try work()) == before, "nothing moved, but files")
      return
    }
    if step == .commit {
      guard let id = head.commit else { throw Broken(description: "HEAD leads nowhere") }
      model.add(id, before)
      landed(on: id)
    } else {
      try arrived(step, from: before)
    }
  }

  /// Goes on with an interrupted checkout, or back, in turn.
  func settle(
    _ pending: PendingCheckout, _ step: Step, from before: [String: [UInt8]]
  ) throws {
    let isLanded = try open().head() != model.refs.head
    messages += 1
    if messages % 2 == 0 || isLanded {
      _ = try open().continueCheckout()
      return try arrived(step, from: before)
    }
    try open().abortCheckout()
    // What it changed becomes HEAD's again; a local change stays, unless its bytes are stored.
    let base = model.refs.head.commit.flatMap { model.files[$0] } ?? [:]
    let after = try work()
    for path in Script.paths where after[path] != before[path] {
      try claim(after[path] == base[path], "going back made \(path) neither what it was nor HEAD's")
      try claim(before[path].map(model.isStored) ?? true, "going back lost \(path)")
    }
  }

  /// The power goes in the middle of a step that moves neither HEAD nor a branch here.
  private func crashAside(at change: Int, during step: Step) throws {
    let (before, remote, tracked) = (try work(), model.remote, model.tracked)
    disk.inject(Fault(at: change, errno: 5, effect: .stopping))
    let result = Result { try performAside(step) }
    let isCut = disk.isStopped
    disk.clearFaults()
    if case .failure(let error) = result, !isCut { try expectRefusal(of: step, error) }
    try claim(try work() == before, "files changed")
    model.remote = try remoteBranches()
    model.tracked = try trackedBranches()
    for (name, id) in model.remote where id != remote[name] {
      try claim(
        step == .push(name) && id == model.refs.branches[name], "the remote has another \(name)")
    }
    try claim(remote.keys.allSatisfy { model.remote[$0] != nil }, "the remote lost a branch")
    for (name, id) in model.tracked {
      let possible = [tracked[name], remote[name], model.remote[name]]
      try claim(possible.contains(id), "another origin/\(name)")
    }
    try addFetched()
    if step == .fetch { model.mayHoldTheirs() }
    model.before = nil
    try forgetCollected()
  }
}

extension Step {
  /// Whether it may move HEAD or a branch here, or change files.
  fileprivate var movesHead: Bool {
    switch self {
    case .push, .fetch, .drop, .collect, .collectRemote, .repack: false
    default: true
    }
  }
}
