import FileIO
import ObjectStore
import Objects
import TestSupport
import Testing

@testable import WorkingTree

/// Folders that are known by their time: nothing that happens in them may be missed.
@Suite struct KnownFoldersTests {
  private static let count = KnownFolders.filesMin + 6

  private func sample(settles: Bool = true) throws -> (Project, Index, FaultyFileSystem) {
    let project = try Project(wrap: { try FaultyFileSystem(root: $0) })
    for number in 0..<Self.count { try project.write("d/many/f\(number)", "text \(number)") }
    try project.write("d/few", "few")
    if settles { project.settle() }
    var index = Index()
    try project.add("d", to: &index)
    let faulty = try #require(project.fileSystem as? FaultyFileSystem)
    return (project, index, faulty)
  }

  /// One whose folder of many files was added before its time was a tick of the clock ago. Where this process has to
  /// wait meanwhile it is older, so there are more tries.
  private func fresh() throws -> (Project, Index, FaultyFileSystem) {
    for _ in 0..<100 {
      let (project, index, faulty) = try sample(settles: false)
      let many = try #require(index.folderIndex(at: "d/many"))
      if index.folders[many].ctime == .never { return (project, index, faulty) }
    }
    throw NeverFresh()
  }

  private struct NeverFresh: Error {}

  /// How often the folder of many files is listed.
  private func listings(_ faulty: FaultyFileSystem, _ body: () throws -> Void) throws -> Int {
    let count = Locked(0)
    faulty.beforeEachCall { kind, path in
      if kind == .list, path.lastComponent?.string == "many" { count.withLock { $0 += 1 } }
    }
    try body()
    faulty.beforeEachCall(nil)
    return count.withLock { $0 }
  }

  @Test func aKnownFolderIsNotListed() throws {
    let (project, index, faulty) = try sample()
    let listings = try listings(faulty) {
      let changes = try project.status(index)
      #expect(changes.isEmpty)
    }
    #expect(listings == 0)
  }

  @Test func aFolderThatChangedJustNowIsNotKnown() throws {
    let (project, index, _) = try fresh()
    project.settle()
    #expect(try project.status(index).isEmpty)
  }

  @Test func aStatusRecordsTheTime() throws {
    var (project, index, faulty) = try fresh()
    project.settle()
    let status = try Status.compare(index, in: project.tree)
    #expect(status.refreshedFolders.count == 1)
    index.refresh(status.refreshed)
    index.refresh(status.refreshedFolders)
    index = try IndexReaderV1.decode(IndexWriterV1.encode(index))
    let listings = try listings(faulty) {
      let changes = try project.status(index)
      #expect(changes.isEmpty)
    }
    #expect(listings == 0)
  }

  @Test func everyKindOfChangeIsSeen() throws {
    let (project, index, _) = try sample()
    try project.overwrite("d/many/f1", "other")
    #expect(try project.status(index) == ["modified d/many/f1"])
    try KernelFileSystem().setPermissions(0o755, of: project.path("d/many/f2"))
    #expect(try project.status(index) == ["modified d/many/f1", "modeChanged d/many/f2"])
    try project.write("d/many/new", "new")
    try project.remove("d/many/f3")
    try project.remove("d/many/f4")
    try project.makeFolder("d/many/f4")
    try project.remove("d/many/f5")
    try project.link("d/many/f5", to: "f6")
    let expected = [
      "modified d/many/f1", "modeChanged d/many/f2", "deleted d/many/f3", "added d/many/f4/",
      "deleted d/many/f4", "typeChanged d/many/f5", "added d/many/new",
    ]
    #expect(Set(try project.status(index)) == Set(expected))
    #expect(Set(try project.status(index, rehash: true)) == Set(expected))
  }

  /// A folder behind a link is another one, also where its time says nothing.
  @Test func aFolderBehindALinkIsNotKnown() throws {
    let (project, index, _) = try sample()
    try KernelFileSystem().rename(project.path("d"), to: project.outside)
    try KernelFileSystem().symlink(target: project.outside.string, at: project.path("d"))
    try project.overwrite("d/many/f1", "text x")
    #expect(try project.status(index) == ["modified d/many/f1"])
  }

  @Test func addTakesWhatChangedAndKeepsTheRest() throws {
    let (project, sampled, faulty) = try sample()
    var index = sampled
    try project.overwrite("d/many/f1", "other")
    project.settle()
    var staged: [StagedAsset] = []
    let listings = try listings(faulty) { staged = try project.add("d", to: &index) }
    #expect(listings == 0)
    let asset = try #require(staged.first)
    #expect(asset.files == Self.count + 1 && asset.changed == 1)
    #expect(asset.unchanged == Self.count && asset.removed == 0 && asset.added == 0)
    #expect(asset.bytes == index.totalBytes)
    #expect(try project.status(index, rehash: true).isEmpty)
    var fresh = Index()
    try project.add("d", to: &fresh)
    #expect(fresh.entries().map(\.blob) == index.entries().map(\.blob))
  }

  @Test func treesAreKeptAndChangeWithTheirRows() throws {
    let (project, sampled, _) = try sample()
    var index = sampled
    _ = try project.commit(index)
    let many = try #require(index.folderIndex(at: "d/many"))
    let known = try #require(index.knownTree(many))
    index = try IndexReaderV1.decode(IndexWriterV1.encode(index))
    #expect(index.knownTree(many) == known)

    try project.overwrite("d/many/f1", "other")
    project.settle()
    try project.add("d", to: &index)
    #expect(index.knownTree(many) == nil)
    var fresh = Index()
    fresh.apply(index.entries().map { .set($0) })
    #expect(try project.commit(index) == IndexTree.compute(fresh).root)
    #expect(try project.commit(index) == IndexTree.compute(fresh).root)
    #expect(index.knownTree(many) != known)
  }

  /// A tree that is only known by its id is written when the store does not have it.
  @Test func aKnownTreeIsWrittenWhereItIsMissing() throws {
    let (project, index, _) = try sample()
    let root = try IndexTree.compute(index).root
    let many = try #require(index.folderIndex(at: "d/many"))
    #expect(index.knownTree(many) != nil)
    #expect(try project.commit(index) == root)
    var paths = 0
    try TreeWalk.files(root, in: project.store) { _, _ in paths += 1 }
    #expect(paths == Self.count + 1)
  }
}
