import Objects
import References
import TestSupport
import Testing

@testable import ObjectStore
@testable import Repository

/// A collection in the middle of a command that holds no lock on the index.
@Suite struct CollectRaceTests {
  /// The command names what is being condemned: before its swap it copies that.
  @Test func aWriterRescuesWhatItNames() throws {
    let scene = try CollectTests.Scene()
    scene.pass(days: 91)
    let repository = try scene.project.reopened()
    try repository.transaction("tag") { transaction in
      try transaction.view.setTag(TagName(validating: "v1"), to: scene.lost)
      #expect(try scene.collect().condemned.packs > 0)
    }
    let after = try scene.project.reopened()
    let head = try after.operations.current().operation
    #expect(!head.condemned.isEmpty)
    after.store.setCondemned(head.condemned)
    let key = ObjectKey(kind: .record, digest: scene.lost.digest)
    #expect(try after.store.reliable(key) != nil)
    let tree = try after.commit(scene.lost).tree
    #expect(try after.store.reliable(ObjectKey(kind: .tree, digest: tree.digest)) != nil)
    scene.pass(days: 15)
    #expect(try scene.collect().deleted.packs > 0)
    #expect(try scene.read(scene.lost, "c.txt") == CollectTests.text(4))
    try scene.expectWhole()
  }

  /// When it is gone already, the command is refused, and nothing has changed.
  @Test func aWriterIsRefusedWhenItIsTooLate() throws {
    let scene = try CollectTests.Scene()
    scene.pass(days: 91)
    let repository = try scene.project.reopened()
    #expect(throws: CollectError.self) {
      try repository.transaction("tag") { transaction in
        try transaction.view.setTag(TagName(validating: "v1"), to: scene.lost)
        _ = try scene.collect(CollectOptions(isImmediate: true))
      }
    }
    #expect(try scene.project.reopened().currentView().tags.isEmpty)
    try scene.expectWhole()
  }

  /// Bytes that a command found stored, and that are condemned before it swaps.
  @Test func aWriterRescuesWhatItDidNotStoreAgain() throws {
    let scene = try CollectTests.Scene()
    scene.pass(days: 91)
    let repository = try scene.project.reopened()
    let bytes = Array(CollectTests.text(4).utf8)
    let blob = BlobID(SHA256Hasher.hash(bytes))
    try repository.transaction("note") { transaction in
      // The same bytes as a version that nothing needs.
      #expect(try transaction.writer.putSmallBlob(bytes) == blob)
      #expect(transaction.writer.statistics.newObjects == 0)
      #expect(try scene.collect().condemned.packs > 0)
      let asset = AssetReference(kind: .dataset, name: "data")
      let metrics = MetricsRecord(
        of: asset, id: .blob(blob), on: nil, path: nil, source: blob, values: ["n": 1])
      let note = Note.evaluation(
        metrics, author: repository.environment.identity.author(at: Timestamp(seconds: 0)))
      _ = try transaction.writer.putBytes(.record, note.encode())
      transaction.view.addNote(note)
    }
    scene.pass(days: 15)
    #expect(try scene.collect().deleted.packs > 0)
    #expect(try scene.project.reopened().store.readBlob(blob, maxBytes: 1 << 20) == bytes)
    try scene.expectWhole()
  }
}
