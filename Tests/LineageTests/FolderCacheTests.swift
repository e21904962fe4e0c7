import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Lineage
@testable import Repository

/// `.mlops/cache/lineage/folders` may be deleted, damaged or old, and no answer changes.
@Suite struct FolderCacheTests {
  private func path(_ scene: Scene) -> FilePath {
    scene.test.root.appending(".mlops/cache/lineage/folders")
  }

  private func read(_ scene: Scene) -> [UInt8]? {
    try? KernelFileSystem().readFile(path(scene), maxBytes: 1 << 20)
  }

  /// Models that were made with code of which one file changed each time.
  private func fill(_ scene: Scene, commits: Int) throws {
    for number in 0..<commits {
      let tree = try scene.tree(["train.py": "train", "a/b.py": "\(number)"])
      try scene.commit(
        "Number \(number)",
        .init(edges: [
          edge(
            model("m"), blob("m\(number)"),
            input(CodeAsset.reference, .tree(tree), as: "code"))
        ]))
    }
  }

  @Test func treesAreRememberedAndForgotten() throws {
    let scene = try Scene()
    try fill(scene, commits: 70)
    let file = blob("train").text
    let answer = try scene.ask(file, .down)
    #expect(answer.edges.count == 70 && answer.parts.count == 70)
    let whole = try #require(read(scene))
    #expect(try scene.ask(file, .down) == answer)
    #expect(read(scene) == whole)
    for length in [0, 11, 12, 50, whole.count - 1] {
      try KernelFileSystem().replaceFile(
        path(scene), with: Array(whole[..<length]),
        temporary: scene.test.root.appending(".mlops/tmp"), durable: false)
      #expect(try scene.ask(file, .down) == answer)
      #expect(read(scene) == whole)
    }
    try KernelFileSystem().removeTree(scene.test.root.appending(".mlops/cache"))
    #expect(try scene.ask(blob("3").text, .down).edges.count == 1)
  }

  @Test func fewTreesAreNotWritten() throws {
    let scene = try Scene()
    try fill(scene, commits: 3)
    #expect(try scene.ask(blob("train").text, .down).edges.count == 3)
    #expect(read(scene) == nil)
  }

  @Test func damageIsFoundOut() throws {
    var cache = FolderCache()
    let id = TreeID(SHA256Hasher.hash("a tree"))
    cache.add(id, [1, 2, 3])
    cache.add(id, [1, 2, 3])
    #expect(cache.newCount == 1)
    let whole = cache.encoded
    let decoded = try #require(FolderCache(decoding: whole))
    #expect(decoded.bytes(of: id) == [1, 2, 3] && decoded.newCount == 0)
    for length in 0..<whole.count { #expect(FolderCache(decoding: Array(whole[..<length])) == nil) }
    let body = Array(whole.dropLast(Digest.byteCount))
    for place in body.indices {
      var forged = body
      forged[place] ^= 0x41
      #expect(FolderCache(decoding: forged + whole.suffix(Digest.byteCount)) == nil)
      // The checksum is right, and what it covers is not: nothing past its end is read.
      _ = FolderCache(decoding: forged + SHA256Hasher.hash(forged).bytes)
    }
  }
}

/// What is external is asked about as what is stored.
@Suite struct ExternalSubjectTests {
  private func external(_ text: String) -> ExternalAsset {
    ExternalAsset(
      kind: .dataset, name: "corpus", location: "../corpus", object: blob(text), size: 1,
      format: nil)
  }

  @Test func theNewestVersionIsAskedAboutWhateverMadeTheModel() throws {
    let scene = try Scene()
    try scene.commit(
      "One",
      .init(
        external: [external("old")],
        edges: [edge(model("m"), blob("m"), input(dataset("corpus"), blob("old")))]))
    try scene.commit("Two", .init(external: [external("new")]))
    #expect(try scene.ask("corpus", .down).edges.isEmpty)
    #expect(try scene.ask("corpus@HEAD~1", .down).edges.count == 1)
    #expect(try scene.ask(blob("new").text).nodes.first?.names.first?.text == "dataset/corpus")
  }

  @Test func aFileOfAFolderIsKnownByItsWholeID() throws {
    let scene = try Scene()
    // The trees of an external folder are stored, its files are not.
    let file = TreeEntry(
      mode: .file, name: "a.txt", size: 1, id: SHA256Hasher.hash("far away"))
    let tree = try scene.repository.transaction("tree") { transaction in
      let id = try TreeCodec.encode([file]) { _, bytes in
        _ = try transaction.writer.putBytes(.tree, bytes)
      }
      try transaction.view.setTag(
        TagName(validating: "keep"),
        to: CommitID(
          try transaction.writer.putBytes(
            .record,
            Commit(
              parents: [], tree: TreeCodec.emptyID, assets: [],
              lineage: [edge(model("m"), blob("m"), input(dataset("d"), .tree(id)))],
              author: Author(name: "Ada", email: "a@b", time: Timestamp(seconds: 0)),
              message: "keep"
            ).encode())))
      return id
    }
    #expect(tree != TreeCodec.emptyID)
    let report = try scene.ask(file.id.hex, .down)
    #expect(report.parts.map(\.path.string) == ["a.txt"] && report.edges.count == 1)
    #expect(code { _ = try scene.ask(SHA256Hasher.hash("nowhere").hex, .down) } == "unknown-object")
  }
}
