import FileIO
import ObjectStore
import Objects
import References
import Testing
import WorkingTree

@testable import Repository

@Suite struct IndexStateTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("a.csv", table(rows: 5000, seed: 1))
    try project.commit { $0.datasets = [NamedPath(path: project.path("a.csv"))] }
    try project.write("a.csv", table(rows: 5000, seed: 2))
    try project.write("b.csv", table(rows: 5000, seed: 3))
    try project.add("a.csv", "b.csv")
    return project
  }

  /// As if the machine had been started anew since.
  private func reboot(_ project: Project) throws {
    let repository = try project.repository
    var index = try repository.loadIndex()
    index.pending = index.pending.map { PendingPack(id: $0.id, boot: "earlier") }
    try repository.saveIndex(index)
  }

  @Test func soundPacksAreBelievedAfterAReboot() throws {
    let project = try makeProject()
    try reboot(project)
    let loaded = try project.repository.loadIndexState()
    #expect(loaded.notices.isEmpty && !loaded.index.pending.isEmpty)
    #expect(loaded.index.pending.allSatisfy { $0.boot == BootID.current() })
    #expect(try project.commit().assets.count == 2)
  }

  @Test func damagedPacksAreDroppedAndTheirFilesUnstaged() throws {
    let project = try makeProject()
    try reboot(project)
    for pack in try project.repository.loadIndex().pending {
      let path = ".mlops/objects/packs/\(pack.id.hex).pack"
      var bytes = try #require(try project.bytes(path))
      bytes[20] ^= 1
      try project.write(path, bytes: bytes)
    }
    let loaded = try project.repository.loadIndexState()
    #expect(loaded.notices.contains { $0.contains("'a.csv'") && $0.contains("again") })
    #expect(loaded.index.entries().map(\.path.string) == ["a.csv"])
    #expect(loaded.index.assets.map(\.name) == ["a"])
    #expect(try project.text("a.csv") == table(rows: 5000, seed: 2))
    try project.add("a.csv", "b.csv")
    #expect(try project.commit().assets.count == 2)
  }

  @Test func theIndexOfACommitKeepsWhatItKnows() throws {
    let project = try makeProject()
    let result = try project.commit()
    let repository = try project.repository
    let old = try repository.loadIndex()
    let index = try repository.index(from: result.id, keeping: old)
    #expect(index.entries() == old.entries() && index.assets == old.assets)
    #expect(index.base == result.id)
  }

  @Test func theStagingRecordHoldsDeclarations() throws {
    let project = try makeProject()
    let repository = try project.repository
    let index = try repository.loadIndex()
    let writer = repository.makeWriter()
    let id = try repository.staging(of: index, writer: writer)
    _ = try writer.seal()
    let staging = try Staging.decode(try repository.store.read(.record, id.digest))
    #expect(staging.assets == index.assets && staging.params == nil)
    #expect(staging.tree == (try IndexTree.compute(index).root))
  }

  @Test func declarationsMergeInThreeWays() throws {
    func declared(_ pairs: (String, String)...) -> Declarations {
      var result = Declarations()
      result.assets = pairs.map {
        AssetDeclaration(kind: .model, name: $0.0, path: RepositoryPath(unchecked: $0.1))
      }
      return result
    }
    let base = declared(("a", "a"), ("b", "b"))
    let (merged, conflicts) = Declarations.merge(
      base: base, current: declared(("a", "a2"), ("c", "c"), ("b", "b")),
      target: declared(("a", "a")))
    #expect(conflicts.isEmpty)
    #expect(Set(merged.assets.map(\.path.string)) == ["a2", "c"])
    let clash = Declarations.merge(
      base: base, current: declared(("a", "x")), target: declared(("a", "y")))
    #expect(clash.conflicts == ["model/a"])
  }

  /// HEAD moved, and the power went before the index was saved.
  @Test func theIndexOfBeforeACommitIsCaughtUp() throws {
    let project = try makeProject()
    let old = try #require(try project.bytes(".mlops/index"))
    try project.commit(all: true)
    try project.write(".mlops/index", bytes: old)
    #expect(try project.status().isClean)
    #expect(code { try project.commit() } == "nothing-to-commit")
    try project.repository.undo()
    #expect(try project.status().staged.map(\.name) == ["a", "b"])
  }

  @Test func theIndexOfBeforeAResetIsCaughtUp() throws {
    let project = try makeProject()
    try project.commit()
    try project.write("c.csv", "staged\n")
    try project.add("c.csv")
    let old = try #require(try project.bytes(".mlops/index"))
    try project.repository.reset(to: .ancestor(.head, 1), mode: .soft)
    try project.write(".mlops/index", bytes: old)
    let status = try project.status()
    #expect(status.staged.map(\.name) == ["a", "b", "c"] && status.unstaged.isEmpty)
  }
}
