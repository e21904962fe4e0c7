import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// The power goes at any moment of `init`, and of a change of refs.
@Suite struct HistoryCrashTests {
  private func environment(
    _ fileSystem: any FileSystem = KernelFileSystem(), _ durability: Durability = .full
  ) -> RepositoryEnvironment {
    TestRepository.environment(durability: durability, fileSystem: fileSystem)
  }

  private func tag(_ name: String) throws -> TagName { try TagName(validating: name) }

  @Test func initAtAnyMoment() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let faulty = try FaultyFileSystem(root: folder.path)
    _ = try Repository.initialize(at: folder.path.appending("a"), environment(faulty))
    let disk = CrashDisk(faulty.log)
    let states = disk.distinctStates()
    #expect(states.count > 10)
    let copy = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let root = copy.path.appending("a")
    for state in states {
      try disk.materialize(state, at: copy.path)
      let isThere = (try? Repository.open(at: root, environment())) != nil
      _ = try Repository.initialize(at: root, environment(KernelFileSystem(), .none))
      let repository = try Repository.open(at: root, environment(KernelFileSystem(), .none))
      #expect(try repository.head() == .branch(.main, nil), "\(state), \(isThere)")
      let report = try repository.fsck()
      #expect(report.isSound, "\(state): \(report.problems)")
      copy.empty()
    }
    // Once init has returned, it is there whatever is lost.
    let last = states.filter { $0.prefix == faulty.log.count }
    #expect(!last.isEmpty)
    for state in last {
      try disk.materialize(state, at: copy.path)
      #expect(throws: Never.self) { try Repository.open(at: root, environment()) }
      copy.empty()
    }
  }

  @Test func aTagAtAnyMoment() throws {
    let test = try TestRepository(durability: .full)
    let first = try test.commit("First", ["a.txt": "1"])
    try test.repository.createTag(tag("old"))
    let faulty = try FaultyFileSystem(root: test.root)
    let writing = try Repository.open(at: test.root, environment(faulty))
    try writing.createTag(tag("new"))
    let disk = CrashDisk(faulty.log)
    let copy = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    for state in disk.distinctStates() {
      try disk.materialize(state, at: copy.path)
      let crashed = try Repository.open(at: copy.path, environment(KernelFileSystem(), .none))
      let tags = try crashed.currentView().tags
      let isOld = try tags == [tag("old"): first]
      let isNew = try tags == [tag("old"): first, tag("new"): first]
      #expect(isOld || isNew, "\(state): \(tags)")
      if state.prefix == faulty.log.count { #expect(isNew, "\(state)") }
      let report = try crashed.fsck()
      #expect(report.isSound, "\(state): \(report.problems)")
      try crashed.createTag(tag("next"))
      #expect(try crashed.currentView().tags.count == tags.count + 1)
      copy.empty()
    }
  }

  @Test func withoutDurabilityNothingIsSynced() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let faulty = try FaultyFileSystem(root: folder.path)
    let syncs = Locked(0)
    faulty.beforeEachCall { kind, _ in
      if kind == .sync || kind == .syncDirectory { syncs.withLock { $0 += 1 } }
    }
    let environment = environment(faulty, .none)
    _ = try Repository.initialize(at: folder.path, environment)
    let repository = try Repository.open(at: folder.path, environment)
    var request = CommitRequest(message: "Empty")
    request.allowEmpty = true
    _ = try repository.commit(request)
    try repository.createTag(tag("v1"))
    #expect(syncs.withLock { $0 } == 0)
  }

  /// An error at any call leaves the old or the new state, and no temporary file of ours.
  @Test func aFullDiskAtAnyMoment() throws {
    let test = try TestRepository(durability: .full)
    let first = try test.commit("First", ["a.txt": "1"])
    let faulty = try FaultyFileSystem(root: test.root)
    for number in 0..<200 {
      let repository = try Repository.open(at: test.root, environment(faulty))
      faulty.inject(Fault(at: number, errno: 28, effect: .failing, counting: .changes))
      let name = try tag("t\(number)")
      let result = Result { try repository.createTag(name) }
      let isOver = faulty.changeCount <= number
      faulty.clearFaults()
      let view = try test.reopened().currentView()
      switch result {
      case .success: #expect(view[name] == first)
      case .failure(let error):
        #expect((error as? any MLXError)?.code == "disk-full", "\(error)")
      }
      if isOver { return }
    }
    Issue.record("it never ended")
  }

  @Test func theTemporaryFolderMayBeDeleted() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    try KernelFileSystem().removeTree(test.root.appending(".mlops").appending("tmp"))
    try test.reopened().createTag(tag("v1"))
    try KernelFileSystem().removeTree(test.root.appending(".mlops").appending("tmp"))
    try test.commit("Second", ["a.txt": "2"])
    #expect(try test.reopened().fsck().isSound)
  }
}
