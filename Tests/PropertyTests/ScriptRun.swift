import FileIO
import ObjectStore
import Objects
import References
import Repository
import SystemPackage
import TestSupport

/// A claim of the model that the repository does not keep.
struct Broken: Error, CustomStringConvertible {
  var description: String
}

/// One script, done to a repository and to its model side by side.
final class ScriptRun {
  private let test: TestRepository
  private let disk: FaultyFileSystem
  private var model: RepositoryModel
  private var messages = 0

  init() throws {
    let made = Locked<FaultyFileSystem?>(nil)
    test = try TestRepository(limits: Self.smallLimits) { root in
      let faulty = try FaultyFileSystem(root: root)
      made.withLock { $0 = faulty }
      return faulty
    }
    guard let disk = made.withLock({ $0 }) else { throw Broken(description: "no file system") }
    self.disk = disk
    model = RepositoryModel(head: try test.reopened().head())
    for path in Script.paths { try test.write(path, Self.content(0, path)) }
    let id = try test.reopened().commit(try request()).id
    model.refs.head = try test.reopened().head()
    model.add(id, try work())
    model.refs.branches = ["main": id]
  }

  /// Small enough that a few bytes make several chunks, packs and merges.
  private static var smallLimits: StoreLimits {
    var limits = StoreLimits.standard
    limits.smallPacksMax = 3
    return limits
  }

  /// One of twelve contents: some small, some of several chunks, some of float tensors. Code is text.
  static func content(_ number: Int, _ path: String) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(number))
    let isCode = Script.code.contains(path)
    switch isCode ? 0 : number % 4 {
    case 2: return model(&generator)
    case 3: return generator.bytes(90_000)
    default: return Array("content \(number)\n".utf8)
    }
  }

  /// Two tensors of bfloat16 whose exponents are much alike, of which half is the same in all.
  private static func model(_ generator: inout SeededGenerator) -> [UInt8] {
    let half = 40_000
    let members = [0, 1].map { index in
      let offsets = "[\(index * half),\((index + 1) * half)]"
      return #""\#(index)":{"dtype":"BF16","shape":[\#(half / 2)],"data_offsets":\#(offsets)}"#
    }
    let json = Array("{\(members.joined(separator: ","))}".utf8)
    var common = SeededGenerator(seed: 99)
    var bytes = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
    for number in common.bytes(half / 2) + generator.bytes(half / 2) {
      bytes += [number, 0x3C | number & 0x81]
    }
    return bytes
  }

  /// Does every step; throws at the first claim that does not hold.
  func run(_ script: [Step]) throws {
    for (number, step) in script.enumerated() {
      do {
        try take(step)
        try compareRefs()
      } catch {
        throw Broken(description: "step \(number), \(step): \(error)")
      }
    }
    try compareEverything()
  }

  // MARK: - Steps

  private func take(_ step: Step) throws {
    switch step {
    case .write(let path, let content): try test.write(path, Self.content(content, path))
    case .delete(let path): try test.delete(path)
    case .commit: try commit(amend: false)
    case .amend: try commit(amend: true)
    case .branch(let name): try makeBranch(name)
    case .undo: try undo()
    case .commitTwice: try commitTwice()
    case .collect(let days): try collect(days: days)
    case .repack(let now): try repack(now: now)
    case .switchTo, .checkout, .reset, .revert: try move(step)
    case .crash(let change, let step): try crash(at: change, during: step)
    }
  }

  /// A commit of everything. A version may declare no assets, so they are named where they are.
  private func request(amend: Bool = false) throws -> CommitRequest {
    messages += 1
    var request = CommitRequest(message: "message \(messages)")
    request.all = true
    request.allowEmpty = true
    request.amend = amend
    let paths = try work().keys
    if paths.contains("model.bin") {
      request.models = [NamedPath(path: RepositoryPath(unchecked: "model.bin"))]
    }
    if paths.contains(where: { $0.hasPrefix("data/") }) {
      request.datasets = [NamedPath(path: RepositoryPath(unchecked: "data"))]
    }
    return request
  }

  private func commit(amend: Bool) throws {
    let id = try test.reopened().commit(try request(amend: amend)).id
    model.add(id, try work())
    landed(on: id)
  }

  private func landed(on id: CommitID) {
    var refs = model.refs
    switch refs.head {
    case .branch(let name, _):
      refs.branches[name.string] = id
      refs.head = .branch(name, id)
    case .detached: refs.head = .detached(id)
    }
    moved(to: refs)
  }

  private func moved(to refs: RepositoryModel.Refs) {
    guard refs != model.refs else { return }
    model.before = model.refs
    model.refs = refs
  }

  private func makeBranch(_ name: String) throws {
    let exists = model.refs.branches[name] != nil
    do {
      try test.reopened().createBranch(BranchName(validating: name))
      try claim(!exists, "made a branch that was there")
      var refs = model.refs
      refs.branches[name] = refs.head.commit
      moved(to: refs)
    } catch let error as RefError where error.code == "ref-exists" {
      try claim(exists, "\(error)")
    }
  }

  private func undo() throws {
    guard let before = model.before else { return }
    let files = try work()
    try test.reopened().undo()
    model.before = model.refs
    model.refs = before
    try claim(try work() == files, "undo changed files")
  }

  private func commitTwice() throws {
    let requests = [try request(), try request()]
    let made = Locked<[CommitID]>([])
    try Threads.run(2) { [test] thread in
      do {
        let id = try test.reopened().commit(requests[thread]).id
        made.withLock { $0.append(id) }
      } catch let error as any MLXError where error.code == "ref-changed" {
        return
      }
    }
    let ids = made.withLock { $0 }
    try claim(!ids.isEmpty, "both commits were refused")
    let content = try work()
    for id in ids { model.add(id, content) }
    let head = try test.reopened().resolve(.head)
    let reached = try test.reopened().log().map(\.id)
    try claim(ids.allSatisfy(reached.contains), "a commit that was reported is lost")
    if ids.count == 2 { landed(on: ids[0] == head ? ids[1] : ids[0]) }
    landed(on: head)
  }

  // MARK: - Collections

  /// No version changes; what a collection that frees room takes along is as after `collect`.
  private func repack(now: Bool) throws {
    let report = try test.reopened().repack(RepackOptions(isImmediate: now))
    if report.collected?.condemned.packs != 0 { model.before = nil }
    try collect(days: 0)
  }

  /// What refs lead to stays. Of what they do not, a commit that is there is there as a whole, which
  /// the comparison in the end sees.
  private func collect(days: Int) throws {
    test.clock.advance(seconds: Int64(days) * 86_400)
    let report = try test.reopened().collect()
    if report.isNothing == false { model.before = nil }
    let store = try test.reopened().store
    var reachable: Set<CommitID> = []
    var waiting = Array(model.refs.branches.values) + [model.refs.head.commit].compactMap(\.self)
    while let id = waiting.popLast() {
      guard reachable.insert(id).inserted else { continue }
      waiting += try test.reopened().commit(id).parents
    }
    for id in model.commits
    where !store.contains(ObjectKey(kind: .record, digest: id.digest)) {
      try claim(!reachable.contains(id), "a collection took \(id.short)")
      model.remove(id)
    }
    let problems = try test.reopened().fsck().problems
    try claim(problems.isEmpty, "after a collection: \(problems)")
  }

  // MARK: - Moving between versions

  /// Where a step leads: the commit whose files it brings, and the refs after it. nil: a commit of
  /// its own.
  private func goal(of step: Step) throws -> (commit: CommitID, refs: RepositoryModel.Refs)? {
    var refs = model.refs
    switch step {
    case .switchTo(let name):
      guard let id = refs.branches[name] else { return nil }
      refs.head = .branch(try BranchName(validating: name), id)
      return (id, refs)
    case .checkout(let number):
      guard let id = model.commit(number) else { return nil }
      refs.head = .detached(id)
      return (id, refs)
    case .reset(let number):
      guard let id = model.commit(number) else { return nil }
      if let name = refs.head.branch {
        refs.branches[name.string] = id
        refs.head = .branch(name, id)
      } else {
        refs.head = .detached(id)
      }
      return (id, refs)
    default: return nil
    }
  }

  private func perform(_ step: Step) throws {
    let repository = try test.reopened()
    switch step {
    case .switchTo(let name): _ = try repository.switchBranch(BranchName(validating: name))
    case .checkout(let number):
      guard let id = model.commit(number) else { return }
      var options = CheckoutOptions(revision: try Revision(parsing: id.hex))
      options.detach = true
      _ = try repository.checkout(options)
    case .reset(let number):
      guard let id = model.commit(number) else { return }
      try repository.reset(to: Revision(parsing: id.hex), mode: .hard)
    case .revert(let number):
      guard let id = model.commit(number) else { return }
      try repository.revert(Revision(parsing: id.hex))
    default: try take(step)
    }
  }

  private func move(_ step: Step) throws {
    let before = try work()
    do {
      try perform(step)
    } catch let error as any MLXError {
      let expected: Set = [
        "working-tree-modified", "not-a-branch", "unknown-revision", "revert-conflict",
        "nothing-to-revert",
      ]
      try claim(expected.contains(error.code), "\(error.code): \(error)")
      try claim(try work() == before, "refused, but files changed")
      return
    }
    try arrived(step, from: before)
  }

  /// What must hold after a step that moved HEAD.
  private func arrived(_ step: Step, from before: [String: [UInt8]]) throws {
    let base = model.refs.head.commit.flatMap { model.files[$0] } ?? [:]
    guard let goal = try goal(of: step) else { return try arrivedAtNewCommit(before) }
    let target = model.files[goal.commit] ?? [:]
    let after = try work()
    for path in Script.paths {
      let isKept = after[path] == before[path]
      try claim(isKept || after[path] == target[path], "\(path) is of neither version")
      if before[path] == base[path] {
        try claim(after[path] == target[path], "\(path) was unmodified and is not the new version")
      }
      if let bytes = before[path], !model.isStored(bytes) {
        try claim(isKept, "\(path) had bytes that no commit holds, and they are gone")
      }
    }
    moved(to: goal.refs)
  }

  private func arrivedAtNewCommit(_ before: [String: [UInt8]]) throws {
    let id = try test.reopened().resolve(.head)
    for (path, bytes) in before where !model.isStored(bytes) {
      try claim(try work()[path] == bytes, "revert lost \(path)")
    }
    guard id != model.refs.head.commit else { return }
    model.add(id, try contents(of: id))
    landed(on: id)
  }

  // MARK: - Crashes

  /// The power goes in the middle of a step, and the next commands find what is left.
  private func crash(at change: Int, during step: Step) throws {
    let before = try work()
    disk.inject(Fault(at: change, errno: 5, effect: .stopping))
    let commitRequest = try request()
    var refused = false
    do {
      if step == .commit {
        model.leftByStoppedCommits.formUnion(before.values)
        _ = try test.reopened().commit(commitRequest)
      } else {
        try perform(step)
      }
    } catch {
      refused = true
    }
    disk.clearFaults()
    let repository = try test.reopened()
    if let pending = try repository.status().pendingCheckout {
      try claim(refused, "done, but a checkout is pending")
      return try settle(pending, step, from: before)
    }
    let head = try repository.head()
    guard head != model.refs.head else {
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
  private func settle(
    _ pending: PendingCheckout, _ step: Step, from before: [String: [UInt8]]
  ) throws {
    let isLanded = try test.reopened().head() != model.refs.head
    messages += 1
    if messages % 2 == 0 || isLanded {
      _ = try test.reopened().continueCheckout()
      return try arrived(step, from: before)
    }
    try test.reopened().abortCheckout()
    // What it changed becomes HEAD's again; a local change stays, unless its bytes are stored.
    let base = model.refs.head.commit.flatMap { model.files[$0] } ?? [:]
    let after = try work()
    for path in Script.paths where after[path] != before[path] {
      try claim(after[path] == base[path], "going back made \(path) neither what it was nor HEAD's")
      try claim(before[path].map(model.isStored) ?? true, "going back lost \(path)")
    }
  }

  // MARK: - Comparison

  private func claim(_ holds: Bool, _ message: String) throws {
    if !holds { throw Broken(description: message) }
  }

  /// The files of the work tree that scripts touch.
  private func work() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for path in Script.paths { found[path] = try test.bytes(path) }
    return found
  }

  private func contents(of id: CommitID) throws -> [String: [UInt8]] {
    let repository = try test.reopened()
    var found: [String: [UInt8]] = [:]
    for row in try repository.list(id.hex, recursive: true) where row.mode != .tree {
      var bytes: [UInt8] = []
      try repository.cat("\(id.hex):\(row.path)") { bytes += $0 }
      found[row.path.string] = bytes
    }
    return found
  }

  private func compareRefs() throws {
    let repository = try test.reopened()
    let branches = try repository.branches().reduce(into: [:]) { $0[$1.name.string] = $1.commit }
    let refs = RepositoryModel.Refs(branches: branches, head: try repository.head())
    try claim(refs == model.refs, "refs are \(refs), not \(model.refs)")
  }

  private func compareEverything() throws {
    for (number, id) in model.commits.enumerated() {
      let files = model.files[id] ?? [:]
      let found = try contents(of: id)
      let wrong = Script.paths.filter { found[$0] != files[$0] }
      try claim(wrong.isEmpty, "commit #\(number) holds other bytes of \(wrong)")
    }
    let report = try test.reopened().fsck()
    try claim(report.isSound, "fsck: \(report.problems)")
    _ = try test.reopened().commit(try request())
  }
}
