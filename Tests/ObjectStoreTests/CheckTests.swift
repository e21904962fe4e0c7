// The checks: what they find, and what a rebuild brings back.
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct CheckTests {
  private let fixture: StoreFixture
  private let large: [UInt8]

  init() throws {
    fixture = try StoreFixture()
    var random = SeededGenerator(seed: 1)
    large = random.bytes(30_000)
    let writer = fixture.writer()
    _ = try writer.ingestMany([
      IngestItem(try fixture.file("large", large)),
      IngestItem(try fixture.file("table", table(rows: 100, seed: 1))),
    ])
    try writer.putBytes(.record, Array("record".utf8))
    writer.declareAbsent(
      ObjectKey(kind: .tree, digest: .zero), Absence(.promised, detail: "origin"))
    try writer.publish(pending: [])
    try fixture.commit(["another"])
  }

  private func everythingIsThere(_ store: ObjectStore) throws {
    #expect(try store.readBlob(sha256(large), maxBytes: 1 << 20) == large)
    let text = table(rows: 100, seed: 1)
    #expect(try store.readBlob(sha256(text), maxBytes: 1 << 20) == text)
    for record in ["record", "another"] {
      #expect(try store.read(.record, SHA256Hasher.hash(record)) == Array(record.utf8))
    }
    #expect(try StoreVerifier(store).verify(.full) == [])
  }

  @Test func missingPack() throws {
    let store = fixture.open()
    let packs = try store.packs()
    #expect(try StoreVerifier(store).verify(.quick) == [])
    let data = try #require(packs.first { !$0.isMetadata })
    try KernelFileSystem().unlink(FilePath(data.path))
    let problems = try StoreVerifier(fixture.open()).verify(.full)
    #expect(problems.contains { $0.code == "object-missing" && $0.key == nil })
    #expect(problems.contains { $0.key?.kind == .chunk && $0.path == data.path })
    let quick = try StoreVerifier(fixture.open()).verify(.quick)
    #expect(quick.first?.key == nil && quick.allSatisfy { $0.code == "object-missing" })
    let blob = sha256(large)
    #expect(throws: StoreError.self) { try fixture.open().readBlob(blob, maxBytes: 1 << 20) }
    // The bytes are still in the user's file: storing it again heals the store.
    let writer = fixture.writer()
    let path = fixture.folder.path.appending("large")
    _ = try writer.ingestMany([
      IngestItem(path), IngestItem(fixture.folder.path.appending("table")),
    ])
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    try everythingIsThere(fixture.open())
  }

  @Test func rebuildWithoutIndex() throws {
    for name in try fixture.names("objects/index") {
      try KernelFileSystem().unlink(fixture.root.appending("objects/index/\(name)"))
    }
    let report = try StoreRebuild.segments(of: fixture.open(), durability: .full)
    #expect(report.damagedPacks == [])
    #expect(report.damagedObjects == [])
    #expect(report.packs == (try fixture.names("objects/packs").count))
    try everythingIsThere(fixture.open())
  }

  @Test func rebuildOverDamagedIndex() throws {
    for name in try fixture.names("objects/index") {
      let path = fixture.root.appending("objects/index/\(name)")
      try KernelFileSystem().setPermissions(0o644, of: path)
      try File(path, .write, in: KernelFileSystem()).write([0, 0, 0, 0], at: 40)
    }
    #expect(throws: StoreError.self) { try fixture.open().read(.record, .zero) }
    let problems = try StoreVerifier(fixture.open()).verify(.full)
    #expect(
      problems.contains { $0.code == "object-corrupt" && $0.path.hasSuffix(".seg") },
      "\(problems)")
    let store = fixture.open()
    _ = try StoreRebuild.segments(of: store, durability: .none)
    try everythingIsThere(store)
    #expect(try fixture.names("objects/index").count == 1)
  }

  @Test func rebuildKeepsAbsences() throws {
    _ = try StoreRebuild.segments(of: fixture.open(), durability: .none)
    let key = ObjectKey(kind: .tree, digest: .zero)
    #expect(fixture.open().absence(of: key) == Absence(.promised, detail: "origin"))
    try everythingIsThere(fixture.open())
  }

  @Test func rebuildLeavesOutWhatIsDamaged() throws {
    let names = try fixture.names("objects/packs")
    let first = fixture.root.appending("objects/packs/\(names[0])")
    try KernelFileSystem().setPermissions(0o644, of: first)
    let file = try File(first, .write, in: KernelFileSystem())
    let size = try file.status().size
    try file.write([1, 2, 3], at: size - 100)
    let report = try StoreRebuild.segments(of: fixture.open(), durability: .none)
    #expect(report.damagedPacks.count == 1)
    // A fresh pack has what the damaged one had.
    #expect(report.packs == names.count && report.salvagedObjects > 0)
    #expect(report.trashedPacks.isEmpty)
  }

  /// A row that is not a row of its pack.
  @Test func rowsThatDiffer() throws {
    let segments = try fixture.open().snapshot().segments.live
    let segment = try #require(segments.first)
    var rows = PackedRows()
    for pack in segment.packs {
      let file = try File(
        fixture.root.appending("objects/packs/\(pack.id.hex).pack"), .read, in: KernelFileSystem())
      var changed = try PackTable(reading: file).rows
      changed[0].inner += 1
      rows.add(pack, changed)
    }
    rows.sort()
    let merge = SegmentMerge(
      sources: [.packed(rows)], replaced: segments.map(\.id), isThere: { _ in true })
    let kernel = KernelFileSystem()
    let (path, id, _) = try merge.write(
      in: fixture.root.appending("tmp"), fileSystem: kernel, sync: false)
    try kernel.rename(path, to: fixture.root.appending("objects/index/\(id.hex).seg"))
    let problems = try StoreVerifier(fixture.open()).verify(.full)
    #expect(
      problems.filter { $0.reason.contains("differ from the pack") }.count == segment.packs.count)
  }

  @Test func aCutPackIsNamedAndWhatIsWholeIsSaved() throws {
    let data = try #require(try fixture.open().packs().first { !$0.isMetadata })
    let path = FilePath(data.path)
    try KernelFileSystem().setPermissions(0o644, of: path)
    try File(path, .write, in: KernelFileSystem()).truncate(to: Int64(data.bytes) - 10)
    let cut = #expect(throws: StoreError.self) {
      try fixture.open().readBlob(sha256(large), maxBytes: 1 << 20)
    }
    #expect(cut?.description.contains("the pack '\(data.path)' is shorter than recorded") == true)
    let problems = try StoreVerifier(fixture.open()).verify(.quick)
    #expect(problems.first?.reason.contains("is shorter than recorded") == true, "\(problems)")
    #expect(problems.contains { $0.key?.kind == .chunk })
    let report = try StoreRebuild.segments(of: fixture.open(), durability: .none)
    #expect(report.damagedPacks.count == 1 && report.salvagedObjects > 10)
    #expect(try fixture.open().readBlob(sha256(large), maxBytes: 1 << 20) == large)
    try KernelFileSystem().unlink(path)
    #expect(try fixture.open().readBlob(sha256(large), maxBytes: 1 << 20) == large)
    let fresh = try fixture.open().packs().filter { !$0.isMetadata }.map(\.path)
    for pack in fresh { try KernelFileSystem().unlink(FilePath(pack)) }
    let gone = #expect(throws: StoreError.self) {
      try fixture.open().readBlob(sha256(large), maxBytes: 1 << 20)
    }
    #expect(
      fresh.contains { gone?.description.contains("the pack '\($0)' is gone") == true })
  }

  @Test func theLostPackOfASmallBlobIsNamed() throws {
    let writer = fixture.writer()
    let small = try writer.putSmallBlob(Array("small".utf8))
    try writer.publish(pending: [])
    for pack in try fixture.open().packs() where !pack.isMetadata {
      try KernelFileSystem().unlink(FilePath(pack.path))
    }
    let store = fixture.open()
    let reads: [() throws -> Void] = [
      { _ = try store.size(of: small) }, { try store.stream(small) { _, _ in } },
    ]
    for read in reads {
      let error = #expect(throws: StoreError.self) { try read() }
      #expect(error?.description.contains(".pack' is gone") == true)
    }
  }

  @Test func withoutPacksNothingIsRebuilt() throws {
    try KernelFileSystem().removeTree(fixture.root.appending("objects"))
    let report = try StoreRebuild.segments(of: fixture.open(), durability: .none)
    #expect(report == StoreRebuildReport())
  }
}
