import FileIO
import Objects
import References
import Remotes
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// A command that was recorded once, and what must hold wherever it stops.
struct CommandCheck {
  /// What one of the repositories had and has.
  private struct Member {
    /// The refs before, and after each operation of the command.
    var views: Set<TreeID> = []
    /// What refs lead to, and that of it which is all there.
    var commits: Set<CommitID> = []
    var versions: [CommitID: CrashedVersion] = [:]
  }

  static let memberNames = [CommandWorld.ana, CommandWorld.ben, CommandWorld.bare]

  let command: Command
  let world: CommandWorld
  let log: DiskLog
  private let secondsBefore: Int64
  private let place: TemporaryDirectory
  private var members: [String: Member] = [:]

  /// Prepares and runs the command.
  ///
  /// - Parameter hasDisks: every member is on a disk of its own.
  init(_ command: Command, hasDisks: Bool = false) throws {
    self.command = command
    place = try TemporaryDirectory(in: .inMemoryFolder)
    try CommandWorld.makeFolders(in: place.path)
    let recorder = try FaultyFileSystem(root: place.path, hasDisks: hasDisks)
    var world = CommandWorld(root: place.path, fileSystem: recorder, clock: TestClock())
    if let bytes = command.smallFileBytes { world.smallFileBytes = bytes }
    try command.prepare(world)
    self.world = world
    for name in Self.memberNames where try world.isThere(name) {
      members[name] = try Self.member(name, in: world)
    }
    try recorder.restartLog()
    secondsBefore = world.clock.now().seconds + 1
    try command.run(world)
    log = recorder.log
    #expect(try command.isDone(world), "\(command.name) does nothing")
    for name in Self.memberNames where try world.isThere(name) {
      let after = try Self.member(name, in: world)
      guard let before = members[name] else {
        members[name] = after
        continue
      }
      // What a command is there to take away, or to bring, need not be there while it runs.
      members[name]?.versions = after.versions.filter { id, _ in
        before.versions[id] != nil || !before.commits.contains(id)
      }
      members[name]?.views.formUnion(after.views)
    }
  }

  private static func member(_ name: String, in world: CommandWorld) throws -> Member {
    let repository = try world.open(name, brings: false)
    var member = Member()
    let head = try repository.operations.current()
    try repository.operations.walk(from: head) { _, operation in
      member.views.insert(operation.view)
      return true
    }
    let view = try repository.currentView()
    var left =
      [view.head.commit].compactMap(\.self) + view.branches.values + view.tags.values
      + view.remoteBranches.values
    while let id = left.popLast() {
      guard !member.commits.contains(id), let commit = try? repository.commit(id) else { continue }
      member.commits.insert(id)
      left += commit.parents
      member.versions[id] = try? CrashedVersion(id, in: repository)
    }
    return member
  }

  /// What was before the command, elsewhere.
  func before(at root: FilePath) throws -> (world: CommandWorld, fileSystem: FaultyFileSystem) {
    let disk = CrashDisk(log)
    let kept = CrashVariant(names: .kept, contents: .kept)
    for state in disk.states(prefix: 0, variants: [kept]) { try disk.materialize(state, at: root) }
    let faulty = try FaultyFileSystem(root: root)
    let before = CommandWorld(
      root: root, fileSystem: faulty, clock: TestClock(startSeconds: secondsBefore),
      smallFileBytes: world.smallFileBytes)
    return (before, faulty)
  }

  /// What it did that breaks I4 or I6, wherever it might stop.
  var breaches: [String] {
    let places = [CommandWorld.ana + "/.mlops/", CommandWorld.ben + "/.mlops/", "remote/"]
    return DiskRules.breaches(
      in: log,
      sealed: places.flatMap { place in
        ["heads/", "objects/packs/", "objects/index/"].map { place + $0 }
      },
      whole: places.flatMap { place in ["heads/", "objects/index/", "format"].map { place + $0 } })
  }

  // MARK: - After it stopped

  /// Every repository is sound, its refs are those of a moment of the command, and every version is there.
  ///
  /// - Parameter isExact: false where the command may have recorded something else: that a file cannot be read.
  func expectWhole(_ world: CommandWorld, _ context: String, isExact: Bool = true) throws {
    for name in Self.memberNames where try world.isThere(name) {
      let metadata = world.folder(name).appending(".mlops")
      let faults = try RawRepository(metadata).faults()
      #expect(faults.isEmpty, "\(context): \(name): \(faults)")
      let repository = try world.open(name, brings: false)
      let problems = try soundness(of: name, repository).problems.filter { !$0.isDerived }
      #expect(problems.isEmpty, "\(context): \(name): \(problems)")
      let view = try repository.operations.current().operation.view
      guard let member = members[name] else { continue }
      if isExact {
        #expect(member.views.contains(view), "\(context): the refs of \(name) are of no moment")
      }
      let reachable = try reachable(in: repository)
      for (id, version) in member.versions where reachable.contains(id) {
        #expect(
          try CrashedVersion(id, in: repository) == version,
          "\(context): \(name): \(id.hex)")
      }
    }
  }

  private func soundness(of name: String, _ repository: Repository) throws -> FsckReport {
    guard name == CommandWorld.bare else { return try repository.fsck() }
    let remote = repository.workTree.root.removingLastComponent().appending(CommandWorld.remote)
    return try RemoteCheck(remote, full: true, repository.environment).run()
  }

  /// What refs lead to: what the command makes is not there before it ends.
  private func reachable(in repository: Repository) throws -> Set<CommitID> {
    let view = try repository.currentView()
    let tips = [view.head.commit].compactMap(\.self) + view.branches.values + view.tags.values
    return Set(try CommitGraph(store: repository.store).commits(tips, hiding: []).keys)
  }

  /// The next commands: the same one ends its work, and then others do theirs.
  func expectGoesOn(_ world: CommandWorld, _ context: String) throws {
    try expectDone(world, context)
    guard try world.isThere(CommandWorld.ana) else { return }
    if command.isFollowedByCollections {
      for _ in 0..<2 {
        _ = try world.open().collect()
        world.clock.advance(seconds: 16 * 86_400)
      }
    }
    let id = try world.commit("after the crash", ["next.txt": "next"])
    let repository = try world.open()
    #expect(try repository.resolve(.head) == id, "\(context)")
    for name in Self.memberNames where try world.isThere(name) {
      let report = try soundness(of: name, world.open(name))
      #expect(report.isSound, "\(context): \(name): \(report.problems)")
    }
  }

  private func expectDone(_ world: CommandWorld, _ context: String) throws {
    for name in [CommandWorld.ana, CommandWorld.ben] where try world.isThere(name) {
      let repository = try world.open(name)
      if try repository.status().pendingCheckout != nil { _ = try repository.continueCheckout() }
    }
    if (try? command.isDone(world)) != true { try runAgain(world) }
    #expect(try command.isDone(world), "\(context): the command ran again and is not done")
  }

  /// Files of a checkout that has ended are not synced: torn ones count as a person's changes, and go by force.
  private func runAgain(_ world: CommandWorld) throws {
    do {
      try command.run(world)
      if try command.isDone(world) { return }
    } catch let error as any MLXError where error.code == "working-tree-modified" {}
    for name in [CommandWorld.ana, CommandWorld.ben] where try world.isThere(name) {
      var options = CheckoutOptions(revision: .head)
      options.force = true
      _ = try world.open(name).checkout(options)
      try removeRevived(in: world, name)
    }
    if try !command.isDone(world) { try command.run(world) }
  }

  /// A file whose deletion the disk did not keep is there again. It is a file of the person's, which no checkout deletes;
  /// status says that it was added.
  private func removeRevived(in world: CommandWorld, _ name: String) throws {
    let folder = world.folder(name)
    for change in try world.open(name).status().unstaged.flatMap(\.sample)
    where change.change == .added {
      try KernelFileSystem().unlink(folder.entry(change.path.string))
    }
  }
}
