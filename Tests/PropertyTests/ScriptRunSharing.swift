// Steps with a remote, against the model.
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository
import TestSupport

@testable import Remotes

extension ScriptRun {
  func sharing(_ repository: Repository) -> Sharing {
    Sharing(repository, remote: .origin, over: transport)
  }

  func share(_ step: Step) throws {
    switch step {
    case .pull:
      // A pull that is refused has fetched all the same.
      try share(.fetch)
      if !model.remote.isEmpty { try move(.pull) }
    case .colleague(let branch, let path, let content):
      try pushByColleague(branch, path, content)
    default: try shareAside(step)
    }
  }

  /// A step that moves neither HEAD nor a branch here.
  private func shareAside(_ step: Step) throws {
    do {
      try performAside(step)
    } catch {
      return try expectRefusal(of: step, error)
    }
    try claim(try refusal(of: step) == nil, "done, though it should be refused")
    switch step {
    case .push(let name):
      model.remote[name] = model.refs.branches[name]
      model.tracked[name] = model.refs.branches[name]
      model.before = nil
    case .fetch:
      model.tracked = model.remote
      model.before = nil
      try addFetched()
    case .drop: model.before = nil
    default: break
    }
    try claim(try remoteBranches() == model.remote, "the remote has other branches")
    // What a stopped command left, and nothing needs, may be found wanting: a drop takes chunks of it.
    let problems = try open().fsck().problems.filter { !$0.isHarmless }
    try claim(problems.isEmpty, "after it, fsck finds \(problems)")
  }

  /// The step alone, without a look at what came of it.
  func performAside(_ step: Step) throws {
    let repository = try open()
    switch step {
    case .push(let name):
      var request = PushRequest()
      request.refs = [name]
      _ = try sharing(repository).push(request)
    case .fetch: _ = try sharing(repository).fetch()
    case .drop:
      var request = DropRequest()
      request.allButHead = true
      _ = try sharing(repository).drop(request)
    case .collectRemote(let days):
      test.clock.advance(seconds: Int64(days) * 86_400)
      _ = try sharing(repository).collect()
    case .collect(let days):
      test.clock.advance(seconds: Int64(days) * 86_400)
      _ = try repository.collect()
    case .repack(let now): _ = try repository.repack(RepackOptions(isImmediate: now))
    default: throw Broken(description: "\(step) moves HEAD")
    }
  }

  // MARK: - What is refused

  func expectRefusal(of step: Step, _ error: any Error) throws {
    let expected = try refusal(of: step)
    let code = (error as? any MLXError)?.code
    try claim(code != nil && code == expected, "\(code ?? "no code"): \(error)")
  }

  /// The code of the error that a step must end with.
  private func refusal(of step: Step) throws -> String? {
    switch step {
    case .push(let name):
      guard let ours = model.refs.branches[name] else { return "unknown-ref" }
      guard let theirs = model.remote[name] else { return nil }
      return try reached([ours]).contains(theirs) ? nil : "non-fast-forward"
    case .fetch, .drop, .collectRemote: return try isRemote() ? nil : "not-a-remote"
    default: return nil
    }
  }

  /// A push that was stopped may have made a remote without branches.
  private func isRemote() throws -> Bool {
    if !model.remote.isEmpty { return true }
    // The last that is made: without it nothing is a remote.
    let format = test.directory.path.appending("remote").appending("format")
    return try disk.status(at: format, followingLinks: true) != nil
  }

  // MARK: - Somebody else

  /// On top of the remote's branch, or of another one where it has none of that name.
  private func pushByColleague(_ branch: String, _ path: String, _ content: Int) throws {
    guard let base = model.remote[branch] ?? model.remote.values.min() else { return }
    var files = try ourOrTheirFiles(of: base)
    _ = try Sharing(try colleague.reopened(), remote: .origin, over: transport).fetch()
    var options = CheckoutOptions(revision: try Revision(parsing: base.hex))
    options.detach = true
    _ = try colleague.reopened().checkout(options)
    try colleague.write(path, Self.content(content, path))
    files[path] = Self.content(content, path)
    messages += 1
    let request = Self.request("colleague \(messages)", paths: files.keys)
    let id = try colleague.reopened().commit(request).id
    try colleague.reopened().createBranch(BranchName(validating: branch), force: true)
    var push = PushRequest()
    push.refs = [branch]
    _ = try Sharing(try colleague.reopened(), remote: .origin, over: transport).push(push)
    model.theirs[id] = files
    model.remote[branch] = id
  }

  private func ourOrTheirFiles(of id: CommitID) throws -> [String: [UInt8]] {
    guard let files = model.files[id] ?? model.theirs[id] else {
      throw Broken(description: "the remote has \(id.short), which nobody made")
    }
    return files
  }

  // MARK: - What is where

  /// Commits that these lead to, themselves too, as far as they are here.
  func reached(_ tips: [CommitID], in other: Repository? = nil) throws -> Set<CommitID> {
    let repository = try other ?? open()
    var found: Set<CommitID> = []
    var waiting = tips
    while let id = waiting.popLast() {
      guard repository.store.contains(ObjectKey(kind: .record, digest: id.digest)),
        found.insert(id).inserted
      else { continue }
      waiting += try repository.commit(id).parents
    }
    return found
  }

  /// What was fetched is known from now on.
  func addFetched() throws {
    for id in try reached(Array(model.tracked.values)).sorted() where model.files[id] == nil {
      model.add(id, try ourOrTheirFiles(of: id))
    }
  }

  func remoteBranches() throws -> [String: CommitID] {
    let refs = try sharing(open()).survey()?.refs ?? []
    return refs.reduce(into: [:]) { found, ref in
      if case .branch(let name) = ref.name { found[name.string] = ref.commit }
    }
  }

  func trackedBranches() throws -> [String: CommitID] {
    try open().currentView().remoteBranches.reduce(into: [:]) {
      $0[$1.key.branch.string] = $1.value
    }
  }

  /// Everything that the remote's branches lead to arrives whole at somebody else's.
  func compareRemote() throws {
    try claim(try remoteBranches() == model.remote, "the remote has other branches")
    if model.remote.isEmpty { return }
    let report = try sharing(open()).fsck(full: true)
    try claim(report.isSound, "fsck --remote: \(report.problems)")
    let place = try TestRepository(limits: Self.smallLimits)
    defer { withExtendedLifetime(place) {} }
    let reader = try place.reopened()
    _ = try sharing(reader).fetch()
    let tips = try reader.currentView().remoteBranches.values
    for commit in try reached(Array(tips), in: reader) {
      let (found, files) = (try contents(of: commit, in: reader), try ourOrTheirFiles(of: commit))
      let isSame = Script.paths.allSatisfy { found[$0] == files[$0] }
      try claim(isSame, "\(commit.short) arrived otherwise")
    }
  }
}

/// Brings what was dropped, without waiting between attempts as real remotes ask for.
final class Bringing: BlobSupplier {
  private weak let repository: Repository?
  private let transport: any Transport

  init(_ repository: Repository, over transport: any Transport) {
    self.repository = repository
    self.transport = transport
  }

  func supply(_ blobs: [BlobID]) throws {
    guard let repository else { return }
    let sharing = Sharing(repository, remote: .origin, over: transport)
    try sharing.bring(blobs.filter { repository.store.isPromised($0) })
  }
}
