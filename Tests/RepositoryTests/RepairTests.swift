import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// What goes on after a loss.
@Suite struct RepairTests {
  private let fileSystem = KernelFileSystem()

  private func files(_ test: TestRepository, _ folder: String) throws -> [FilePath] {
    let path = test.root.appending(".mlops").pushing(FilePath(folder))
    return try fileSystem.entries(of: path).map { path.appending($0.name) }
  }

  private func isStored(_ bytes: String, _ test: TestRepository) throws -> Bool {
    try test.reopened().store.containsBlob(BlobID(SHA256Hasher.hash(bytes)))
  }

  /// A commit that names a record as its run.
  private func commit(_ run: RunID, in repository: Repository) throws {
    let head = try repository.resolve(.head)
    var commit = try repository.commit(head)
    commit.parents = [head]
    let asset = try #require(commit.assets.first)
    commit.lineage = [
      LineageEdge(
        output: asset.reference, id: asset.object, inputs: [], evidence: .recorded, run: run)
    ]
    try repository.transaction("forged") { transaction in
      let id = CommitID(try transaction.writer.putBytes(.record, commit.encode()))
      try transaction.view.advanceHead(to: id)
    }
  }

  private func storeMalformedRun(_ repository: Repository) throws -> RunID {
    let writer = repository.makeWriter()
    let kept = try writer.putSmallBlob(Array("only the run names this".utf8))
    try writer.putSmallBlob(Array("nothing names this".utf8))
    let text = #"{"output":"blob:\#(kept.hex)","schema":"mlx.run/1"}"#
    let run = RunID(try writer.putBytes(.record, Array(text.utf8)))
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return run
  }

  /// Nothing is deleted that a record may name which makes no sense, and the collection goes on.
  @Test func aMalformedRunIsKeptWithAllThatItNames() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    let run = try storeMalformedRun(test.reopened())
    #expect(throws: (any Error).self) { try test.reopened().store.run(run) }
    try commit(run, in: test.reopened())
    let report = try test.reopened().collect(CollectOptions(isImmediate: true))
    #expect(report.unreadObjects == 0 && report.deleted.packs > 0, "\(report)")
    #expect(try isStored("only the run names this", test))
    #expect(try !isStored("nothing names this", test))
    #expect(
      try test.reopened().store.contains(ObjectKey(kind: .record, digest: run.digest)))
  }

  /// A folder's list is lost, and nobody knows what was in it: all that may have been stays.
  @Test func aCollectionKeepsWhatALostListMayName() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one", "deep/b.txt": "two"])
    let old = try test.reopened().resolve(.head)
    try test.commit("Second", ["a.txt": "three", "deep/b.txt": nil])
    let repository = try test.reopened()
    let tree = try repository.commit(old).tree
    let pack = try #require(
      try files(test, "objects/packs").first { path in
        try PackBody(path).flip(ifHolding: tree.digest, kind: .tree, in: fileSystem)
      })
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(!report.isSound && !report.lost.isEmpty, "\(report)")
    #expect(report.lost.flatMap(\.versions).map(\.commit).contains(old))
    #expect(try fileSystem.status(at: pack, followingLinks: false) == nil)
    let collected = try test.reopened().collect(CollectOptions(isImmediate: true))
    #expect(collected.unreadObjects == 1 && collected.deleted.packs == 0, "\(collected)")
    #expect(try isStored("two", test))
    #expect(try test.reopened().log().count == 2)
    try test.commit("Third", ["a.txt": "four"])
    #expect(try test.reopened().log().count == 3)
  }

  /// What a writer is about to name must not be judged, nor moved, beside it.
  @Test func aRepairDoesNotRunBesideAWriter() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    for segment in try files(test, "objects/index") { try fileSystem.unlink(segment) }
    let writer = try test.reopened().makeWriter()
    try writer.putSmallBlob(Array("being written".utf8))
    let error = #expect(throws: CollectError.self) {
      try test.reopened().fsck(FsckOptions(repair: true))
    }
    #expect(error == .writersBesideRepair)
    #expect(try files(test, "objects/index").isEmpty)
    withExtendedLifetime(writer) {}
  }

  @Test func whatIsInTheWorkTreeIsStoredAgain() throws {
    let test = try TestRepository()
    var generator = SeededGenerator(seed: 11)
    let large = generator.bytes(400_000)
    try test.write("data/big.bin", large)
    try test.commit("First", ["a.txt": "one"])
    for pack in try files(test, "objects/packs") {
      let status = try fileSystem.status(at: pack, followingLinks: false)
      if status?.size ?? 0 > 300_000 { try fileSystem.unlink(pack) }
    }
    let found = try test.reopened().fsck()
    #expect(found.lost.map(\.paths) == [["data/a.txt"], ["data/big.bin"]], "\(found.lost)")
    #expect(found.lost.allSatisfy { $0.asset?.description == "dataset/data" })
    // Other bytes at the path are not believed, and not stored.
    try test.write("data/a.txt", "two")
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.lost.map(\.paths) == [["data/a.txt"]], "\(report)")
    #expect(try !isStored("two", test))
    try test.write("data/a.txt", "one")
    let again = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(again.isSound && again.lost.isEmpty, "\(again)")
  }
}
