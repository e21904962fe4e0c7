import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Lineage
@testable import Repository

/// `.mlops/cache/lineage/graph` may be deleted, damaged or old, and no answer changes.
@Suite struct CacheTests {
  private func path(_ scene: Scene) throws -> FilePath {
    LineageCache(try scene.repository).path
  }

  private func read(_ scene: Scene) throws -> [UInt8]? {
    try? KernelFileSystem().readFile(path(scene), maxBytes: 1 << 20)
  }

  private func write(_ bytes: [UInt8], _ scene: Scene) throws {
    try KernelFileSystem().replaceFile(
      path(scene), with: bytes, temporary: scene.test.root.appending(".mlops/tmp"), durable: false)
  }

  /// Two commits with everything that a file can hold.
  private func fill(_ scene: Scene) throws {
    let code = CodeAsset(
      tree: TreeID(SHA256Hasher.hash("code")), size: 1, fileCount: 1,
      git: GitState(
        commit: String(repeating: "a", count: 40), branch: nil, remote: nil, isDirty: true))
    let environment = EnvironmentAsset(
      id: EnvironmentID(SHA256Hasher.hash("env")), evidence: .foundAtCommit)
    let origin = AssetOrigin(repository: "../other", commit: CommitID(SHA256Hasher.hash("o")))
    let made = edge(
      model("m"), blob("m"), input(dataset("d"), blob("d"), from: origin),
      input(dataset("é"), blob("e"), as: "holdout"), external("hf:a@b"),
      external("hf:c", digest: "sha256:" + SHA256Hasher.hash("c").hex), evidence: .observed,
      run: RunID(SHA256Hasher.hash("run")))
    let files = [asset(model("m"), at: "m.bin", blob("m"))]
    try scene.commit("First\n\nbody", .init(assets: files, code: code, edges: [made]))
    try scene.commit(
      "Second",
      .init(assets: files, code: code, environment: environment, edges: [made]))
  }

  @Test func factsComeBackAsTheyWere() throws {
    let scene = try Scene()
    try fill(scene)
    let facts = try LineageHistory.load(scene.repository).commits
    #expect(facts.map(\.subject) == ["First", "Second"])
    #expect(facts.map(\.edges.count) == [1, 0])
    #expect(facts.map(\.sightings.count) == [2, 1])
    let bytes = FactsEncoderV1.encode(facts)
    #expect(try FactsDecoderV1.decode(bytes) == facts)
    #expect(try read(scene) == bytes)
  }

  @Test func everyTruncationAndEveryDamageGivesTheSameAnswer() throws {
    let scene = try Scene()
    try fill(scene)
    let answer = try scene.ask("m")
    let whole = try #require(try read(scene))
    #expect(throws: CacheDamage.self) { try FactsDecoderV1.decode([]) }
    for length in 0..<whole.count {
      #expect(throws: CacheDamage.self) { try FactsDecoderV1.decode(Array(whole[..<length])) }
    }
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= 0x41
      #expect(throws: CacheDamage.self) { try FactsDecoderV1.decode(bytes) }
    }
    for length in [0, 1, 11, 12, 50, whole.count / 2, whole.count - 1] {
      try write(Array(whole[..<length]), scene)
      #expect(try scene.ask("m") == answer)
      #expect(try read(scene) == whole)
    }
  }

  /// The checksum is right, and what it covers is not.
  @Test func forgedFilesAreNeverBelievedBeyondTheirEnd() throws {
    let scene = try Scene()
    try fill(scene)
    let whole = FactsEncoderV1.encode(try LineageHistory.load(scene.repository).commits)
    let body = Array(whole.dropLast(Digest.byteCount))
    for place in body.indices {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var forged = body
        forged[place] = value
        _ = try? FactsDecoderV1.decode(forged + SHA256Hasher.hash(forged).bytes)
      }
      let cut = Array(body[..<place])
      #expect(throws: CacheDamage.self) {
        try FactsDecoderV1.decode(cut + SHA256Hasher.hash(cut).bytes)
      }
    }
    var later = body
    later[8] = 0xEE
    #expect(throws: CacheDamage.self) {
      try FactsDecoderV1.decode(later + SHA256Hasher.hash(later).bytes)
    }
  }

  @Test func deletedAndStaleFilesAreCaughtUp() throws {
    let scene = try Scene()
    try fill(scene)
    let answer = try scene.ask("m")
    let old = try #require(try read(scene))
    try KernelFileSystem().removeTree(scene.test.root.appending(".mlops/cache"))
    #expect(try scene.ask("m") == answer)
    #expect(try read(scene) == old)
    try scene.commit(
      "Third",
      .init(edges: [edge(model("n"), blob("n"), input(model("m"), blob("m"), as: "base"))]))
    let newer = try scene.ask("model/n")
    #expect(newer.nodes.count > answer.nodes.count)
    #expect(try read(scene) != old)
    try write(old, scene)
    #expect(try scene.ask("model/n") == newer)
  }

  /// A commit that no ref leads to any more is in the file, and in no answer.
  @Test func commitsThatWentAreNotReported() throws {
    let scene = try Scene()
    let first = try scene.commit("First")
    let edges = [edge(model("m"), blob("m"), input(dataset("d"), blob("d")))]
    try scene.commit("Amended", .init(edges: edges))
    #expect(try scene.ask("model/m").edges.count == 1)
    try scene.edit { try $0.setBranch(.main, to: first) }
    #expect(code { _ = try scene.ask("model/m") } == "unknown-asset")
  }

  @Test func aRepositoryThatCannotBeWrittenToIsAsked() throws {
    let scene = try Scene()
    try fill(scene)
    try KernelFileSystem().makeDirectories(scene.test.root.appending(".mlops"))
    // A file where the folder should be stops every write, for root too.
    try scene.test.write(".mlops/cache", "in the way")
    #expect(try scene.ask("m").edges.count == 1)
    #expect(try scene.test.text(".mlops/cache") == "in the way")
  }

  @Test func severalWritersLeaveAWholeFile() throws {
    let scene = try Scene()
    try fill(scene)
    let answer = try scene.ask("m")
    try Threads.run(4) { thread in
      for number in 0..<8 {
        if thread == 0, number.isMultiple(of: 2) {
          try? KernelFileSystem().removeTree(scene.test.root.appending(".mlops/cache"))
        }
        let again = try scene.ask("m")
        #expect(again == answer)
      }
    }
    _ = try scene.ask("m")
    #expect(try FactsDecoderV1.decode(#require(try read(scene))).count == 2)
    let left = try KernelFileSystem().entries(of: scene.test.root.appending(".mlops/tmp"))
    #expect(!left.contains { $0.name.hasPrefix("graph") })
  }

  @Test func onlyNewCommitsAreRead() throws {
    let scene = try Scene()
    try fill(scene)
    _ = try scene.ask("m")
    let before = try KernelFileSystem().status(at: path(scene), followingLinks: false)
    _ = try scene.ask("m")
    let after = try KernelFileSystem().status(at: path(scene), followingLinks: false)
    #expect(before?.inode == after?.inode)
  }
}
