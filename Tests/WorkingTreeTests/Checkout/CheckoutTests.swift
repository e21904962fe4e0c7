import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two stored versions of a work tree, the second of them on disk and in the index.
struct TwoVersions {
  let project: Project
  var index = Index()
  let first: TreeID
  let second: TreeID
  let firstFiles: [String: String]
  let secondFiles: [String: String]

  init(
    limits: StoreLimits = .standard,
    wrap: (FilePath) throws -> any FileSystem = { _ in KernelFileSystem() },
    first makeFirst: (Project) throws -> Void, second makeSecond: (Project) throws -> Void
  ) throws {
    project = try Project(limits: limits, wrap: wrap)
    try makeFirst(project)
    try project.add("d", to: &index)
    first = try project.commit(index)
    firstFiles = try project.snapshot()
    try makeSecond(project)
    project.settle()
    try project.add("d", to: &index)
    second = try project.commit(index)
    secondFiles = try project.snapshot()
  }

  /// A bit of everything.
  static func sample(
    wrap: (FilePath) throws -> any FileSystem = { _ in KernelFileSystem() }
  ) throws -> TwoVersions {
    try TwoVersions(wrap: wrap) { project in
      try project.write("d/same", "same")
      try project.write("d/edited", "first")
      try project.write("d/gone", "gone")
      try project.write("d/run", "run", executable: true)
      try project.write("d/kind", "a file")
      try project.write("d/folder/inside", "inside")
      try project.link("d/link", to: "same")
      try project.makeFolder("d/none/at/all")
    } second: { project in
      try project.write("d/edited", "second")
      try project.remove("d/gone")
      try project.write("d/run", "run")
      try project.remove("d/kind")
      try project.write("d/kind/now", "a folder")
      try project.remove("d/folder")
      try project.write("d/folder", "a file")
      try project.remove("d/link")
      try project.link("d/link", to: "edited")
      try project.remove("d/none")
      try project.write("d/new/deep/file", "new")
    }
  }

  func plan(_ request: CheckoutRequest) throws -> CheckoutPlan {
    try Checkout.plan(request, index: index, in: project.tree, store: project.store)
  }

  @discardableResult
  mutating func apply(
    _ request: CheckoutRequest, force: Bool = false, isPending: Bool = false
  ) throws -> CheckoutApplied {
    let applied = try Checkout.apply(
      try plan(request), index: index, in: project.tree, store: project.store, force: force,
      isPending: isPending)
    index = applied.index
    return applied
  }

  func conflicts(_ request: CheckoutRequest) throws -> [String] {
    try plan(request).conflicts.map { "\($0.reason) \($0.path)" }
  }

  /// From the second version to the first.
  var toFirst: CheckoutRequest { CheckoutRequest(target: .tree(first), base: second) }
  var exactlyFirst: CheckoutRequest { CheckoutRequest(target: .tree(first)) }
}

@Suite struct CheckoutTests {
  @Test(arguments: [true, false])
  func bringsBackEverything(isSwitch: Bool) throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    let back = isSwitch ? versions.toFirst : versions.exactlyFirst
    let plan = try versions.plan(back)
    #expect(plan.conflicts.isEmpty && !plan.isEmpty)
    let applied = try versions.apply(back)
    #expect(try project.snapshot() == versions.firstFiles)
    #expect(applied.written == plan.writeCount)
    #expect(try project.commit(versions.index) == versions.first)
    // Nothing is left to do, to look at, or to read again.
    #expect(try versions.plan(versions.exactlyFirst).isEmpty)
    let status = try Status.compare(versions.index, in: project.tree)
    #expect(status.isClean && status.hashedFiles == 0)
    let forth =
      isSwitch
      ? CheckoutRequest(target: .tree(versions.second), base: versions.first)
      : CheckoutRequest(target: .tree(versions.second))
    try versions.apply(forth)
    #expect(try project.snapshot() == versions.secondFiles)
    #expect(try project.status(versions.index).isEmpty)
  }

  @Test func fromNothingAndToNothing() throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    try versions.apply(CheckoutRequest(target: .tree(nil)))
    #expect(try project.snapshot().isEmpty)
    #expect(versions.index.isEmpty)
    try versions.apply(CheckoutRequest(target: .tree(versions.first), base: TreeCodec.emptyID))
    #expect(try project.snapshot() == versions.firstFiles)
  }

  @Test func onlyWithinTheScope() throws {
    var versions = try TwoVersions.sample()
    let request = CheckoutRequest(
      target: .tree(versions.first), scope: ["d/edited", "d/kind", "d/none"])
    try versions.apply(request)
    var expected = versions.secondFiles
    expected["d/edited"] = "file:first"
    expected["d/kind/now"] = nil
    expected["d/kind"] = "file:a file"
    expected["d/none/at/all"] = "folder"
    #expect(try versions.project.snapshot() == expected)
    #expect(try versions.project.status(versions.index).isEmpty)
  }

  @Test func restoresFromTheIndex() throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    try project.remove("d/new")
    try project.remove("d/link")
    try project.remove("d/same")
    try versions.apply(CheckoutRequest(target: .index, scope: ["d"]))
    #expect(try project.snapshot() == versions.secondFiles)
    // What is changed and stored nowhere is not overwritten, unless forced.
    try project.write("d/same", "precious")
    let restore = CheckoutRequest(target: .index, scope: ["d/same"])
    #expect(try versions.conflicts(restore) == ["modified d/same"])
    #expect(throws: WorkTreeError.self) { try versions.apply(restore) }
    #expect(try project.text("d/same") == "precious")
    try versions.apply(restore, force: true)
    #expect(try project.text("d/same") == "same")
  }

  @Test func switchingKeepsOtherLocalChanges() throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    try project.write("d/same", "local")
    try project.write("d/untracked", "mine")
    try versions.apply(versions.toFirst)
    #expect(try project.text("d/same") == "local")
    #expect(try project.text("d/untracked") == "mine")
    #expect(try project.status(versions.index) == ["modified d/same", "added d/untracked"])
  }

  @Test func neverOverwritesWhatIsStoredNowhere() throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    try project.write("d/edited", "local")
    try project.write("d/gone", "untracked, in the way")
    try project.write("d/kind/mine", "in a folder where a file shall be")
    try project.write("d/new/deep/file", "local too")
    #expect(
      try versions.conflicts(versions.toFirst) == [
        "modified d/edited", "untracked d/gone", "untracked d/kind/mine",
        "modified d/new/deep/file",
      ])
    let before = try project.snapshot()
    #expect {
      try versions.apply(versions.toFirst)
    } throws: { ($0 as? WorkTreeError)?.code == "working-tree-modified" }
    #expect(try project.snapshot() == before)
    try versions.apply(versions.toFirst, force: true)
    #expect(try project.snapshot() == versions.firstFiles)
  }

  @Test func bytesThatAreStoredAreNeverLost() throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    // The content of another version, or the target's own, may go.
    try project.write("d/edited", "first")
    try project.write("d/gone", "gone")
    try project.write("d/new/deep/file", "inside")
    try project.write("d/kind/other", "run")
    #expect(try versions.conflicts(versions.toFirst).isEmpty)
    try versions.apply(versions.toFirst)
    #expect(try project.snapshot() == versions.firstFiles)
  }

  @Test func stagedChangesAreConflicts() throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    try project.write("d/edited", "staged")
    try project.write("d/same", "staged as well")
    try project.add("d", to: &versions.index)
    #expect(try versions.conflicts(versions.toFirst) == ["staged d/edited"])
    #expect(try versions.conflicts(versions.exactlyFirst).isEmpty)
    try versions.apply(versions.toFirst, force: true)
    #expect(try project.text("d/edited") == "first")
    #expect(try project.text("d/same") == "staged as well")
  }

  @Test func aSpecialFileInTheWay() throws {
    var versions = try TwoVersions.sample()
    #expect(mkfifo(versions.project.path("d/gone").string, 0o600) == 0)
    #expect(try versions.conflicts(versions.toFirst) == ["special d/gone"])
    try versions.apply(versions.toFirst, force: true)
    #expect(try versions.project.snapshot() == versions.firstFiles)
  }

  @Test func anotherRepositoryIsNeverRemoved() throws {
    var versions = try TwoVersions.sample()
    try versions.project.write("d/kind/.git/config", "x")
    #expect {
      try versions.apply(versions.toFirst, force: true)
    } throws: { ($0 as? WorkTreeError)?.code == "path-blocked" }
    #expect(try versions.project.text("d/kind/.git/config") == "x")
    #expect(try versions.project.text("d/edited") == "second")
  }

  @Test func hardLinksElsewhereDoNotChange() throws {
    var versions = try TwoVersions.sample()
    let kernel = KernelFileSystem()
    try kernel.makeDirectories(versions.project.outside)
    for name in ["edited", "run", "folder"] {
      try kernel.link(
        versions.project.path("d/\(name)"), to: versions.project.outside.appending(name))
    }
    try versions.apply(versions.toFirst)
    #expect(try versions.project.snapshot() == versions.firstFiles)
    let cached = versions.project.outside
    #expect(
      try kernel.readFile(cached.appending("edited"), maxBytes: 99) == Array("second".utf8))
    let status = try kernel.status(at: cached.appending("run"), followingLinks: false)
    #expect(status?.isExecutable == false)
    #expect(
      try kernel.readFile(cached.appending("folder"), maxBytes: 99) == Array("a file".utf8))
  }

  @Test func emptiedFoldersGoAndOthersStay() throws {
    var versions = try TwoVersions.sample()
    try versions.project.write("d/new/mine", "untracked")
    try versions.apply(versions.toFirst)
    var expected = versions.firstFiles
    expected["d/new/mine"] = "file:untracked"
    #expect(try versions.project.snapshot() == expected)
  }

  @Test func permissionsOfOthersStay() throws {
    var versions = try TwoVersions.sample()
    let kernel = KernelFileSystem()
    try kernel.setPermissions(0o640, of: versions.project.path("d/run"))
    try versions.apply(versions.toFirst)
    let status = try kernel.status(at: versions.project.path("d/run"), followingLinks: false)
    #expect(status?.permissions == 0o750)
  }

  @Test func largeFiles() throws {
    let (small, large) = (Self.weights(2 << 20), Self.weights(5 << 20))
    var versions = try TwoVersions { project in
      try project.write("d/a", small)
      try project.write("d/b", large)
    } second: { project in
      try project.write("d/a", large)
      try project.write("d/b", small)
    }
    let totals = Locked<[UInt64]>([])
    let plan = try versions.plan(versions.toFirst)
    let applied = try Checkout.apply(
      plan, index: versions.index, in: versions.project.tree, store: versions.project.store
    ) { progress in totals.withLock { $0.append(progress.bytes) } }
    versions.index = applied.index
    #expect(applied.bytes == UInt64(small.count + large.count))
    #expect(totals.withLock { $0.last } == applied.bytes)
    let kernel = KernelFileSystem()
    #expect(try kernel.readFile(versions.project.path("d/a"), maxBytes: 1 << 24) == small)
    #expect(try kernel.readFile(versions.project.path("d/b"), maxBytes: 1 << 24) == large)
    #expect(versions.index.entry(at: "d/b")?.cutter == .safetensors1)
    #expect(try versions.project.status(versions.index).isEmpty)
  }

  /// A safetensors file with one tensor: quick to cut, also without optimisation.
  private static func weights(_ count: Int) -> [UInt8] {
    let header = #"{"w":{"dtype":"U8","shape":[\#(count)],"data_offsets":[0,\#(count)]}}"#
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    return length + Array(header.utf8) + [UInt8](repeating: UInt8(count >> 20), count: count)
  }

  @Test func aMissingBlobIsFoundBeforeAnythingChanges() throws {
    var versions = try TwoVersions.sample()
    var index = versions.index
    index.apply([.set(.sample("d/not-stored"))])
    let tree = try versions.project.commit(index)
    let before = try versions.project.snapshot()
    #expect(throws: StoreError.self) {
      try versions.apply(CheckoutRequest(target: .tree(tree), base: versions.second))
    }
    #expect(try versions.project.snapshot() == before)
  }

  @Test func aFullDiskIsFoundBeforeAnythingChanges() throws {
    let versions = try TwoVersions.sample(wrap: { try FaultyFileSystem(root: $0) })
    let plan = try versions.plan(versions.toFirst)
    #expect(SpaceCheck.neededBytes(plan, threads: 2) >= 4 * 4096)
    let faulty = try #require(versions.project.fileSystem as? FaultyFileSystem)
    faulty.clearFaults()
    faulty.inject(Fault(at: 1, errno: ENOSPC, counting: .only(.freeBytes)))
    #expect(throws: FileError.self) {
      try Checkout.apply(
        plan, index: versions.index, in: versions.project.tree, store: versions.project.store)
    }
    #expect(try versions.project.snapshot() == versions.secondFiles)
  }

  @Test func aFileThatChangesAfterThePlanIsNotOverwritten() throws {
    let versions = try TwoVersions.sample()
    let plan = try versions.plan(versions.toFirst)
    try versions.project.write("d/edited", "written just now")
    #expect {
      _ = try Checkout.apply(
        plan, index: versions.index, in: versions.project.tree, store: versions.project.store)
    } throws: { ($0 as? FileError)?.code == "file-changed" }
    #expect(try versions.project.text("d/edited") == "written just now")
    #expect(try !versions.project.snapshot().keys.contains { $0.contains(".mlx-checkout") })
  }
}
