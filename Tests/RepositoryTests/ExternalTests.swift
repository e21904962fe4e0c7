import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Assets whose bytes stay where they are.
@Suite struct ExternalTests {
  private let project: Project

  init() throws { project = try Project() }

  private var outside: FilePath { project.test.directory.path.appending("outside") }

  private func write(_ name: String, _ text: String) throws {
    let file = outside.pushing(FilePath(name))
    try KernelFileSystem().makeDirectories(file.removingLastComponent())
    try KernelFileSystem().removeTree(file)
    try File(file, .create, in: KernelFileSystem()).write(Array(text.utf8), at: 0)
  }

  private func wish(
    _ name: String, kind: AssetKind? = nil, as assetName: String? = nil, digest: Digest? = nil
  ) -> ExternalWish {
    ExternalWish(name, from: project.root, kind: kind, name: assetName, digest: digest)
  }

  @discardableResult
  private func add(
    _ name: String, kind: AssetKind? = nil, as assetName: String? = nil
  ) throws -> AddedExternal {
    let added = try project.repository.addExternal([wish(name, kind: kind, as: assetName)])
    return try #require(added.external.first)
  }

  private func head() throws -> Commit {
    try project.repository.commit(project.repository.resolve(.head))
  }

  @Test func whatIsAddedIsCommittedWithItsLocation() throws {
    try write("corpus/a.txt", "a")
    try write("big.csv", "x,y\n1,2\n")
    #expect(try add("../outside/corpus").change == .added)
    let file = try add(outside.string + "/./corpus/../big.csv", kind: .artifact, as: "table")
    #expect(file.asset.location == outside.appending("big.csv").string)
    #expect(file.asset.format == "csv")
    let result = try project.commit()
    #expect(result.external.map(\.change) == [.added, .added])
    let commit = try head()
    #expect(commit.external.map(\.location) == [file.asset.location, "../outside/corpus"])
    #expect(commit.external[0].object == .blob(BlobID(SHA256Hasher.hash("x,y\n1,2\n"))))
    #expect(commit.tree == TreeCodec.emptyID)
    let store = try project.repository.store
    #expect(!store.containsBlob(BlobID(SHA256Hasher.hash("x,y\n1,2\n"))))
    #expect(
      try project.repository.list("corpus", recursive: true).map(\.path.string) == ["a.txt"])
    #expect(code { _ = try project.repository.cat("corpus") { _ in } } == "object-absent")
  }

  @Test func whatIsInOrAroundTheWorkTreeIsNotExternal() throws {
    try project.write("inside.csv", "1")
    for place in ["inside.csv", ".", "..", "/", ".mlops", "none/../inside.csv"] {
      #expect(code { try add(place) } == "not-external", "\(place)")
    }
    #expect(code { try add("../none") } == "location-unreachable")
    #expect(code { try add("a\u{1}b") } == "invalid-location")
    #expect(code { try add("file://elsewhere/x") } == "invalid-location")
  }

  @Test func urlsNeedADigest() throws {
    #expect(code { try add("https://example.org/a.csv") } == "usage")
    #expect(code { try add("s3://bucket/a.csv") } == "usage")
    let digest = SHA256Hasher.hash("remote")
    let added = try project.repository.addExternal([
      wish("hf:org/bert@main", kind: .model, digest: digest)
    ])
    let asset = try #require(added.external.first?.asset)
    #expect(asset.name == "bert")
    #expect(asset.object == .blob(BlobID(digest)))
    #expect(asset.size == nil)
    #expect(try project.status().external == [])
    try project.commit(all: true)
    #expect(try head().external == [asset])
  }

  @Test func urlsAreRecordedWithoutSecrets() throws {
    let added = try project.repository.addExternal([
      wish("https://ada:secret@x.org/d.csv?token=1&v=2", digest: SHA256Hasher.hash("remote"))
    ])
    #expect(added.external.first?.asset.location == "https://x.org/d.csv?v=2")
    #expect(added.notices.contains { $0.contains("is recorded without") })
    let again = try project.repository.addExternal([
      wish("https://x.org/d.csv?v=2", digest: SHA256Hasher.hash("other"))
    ])
    #expect(again.external.map(\.change) == [.modified] && again.notices == [])
  }

  @Test func fileURLsAreRead() throws {
    try write("a b.csv", "1\n")
    let url = "file://\(outside.string)/a%20b.csv"
    let asset = try add(url).asset
    #expect(asset.location == url)
    #expect(asset.object == .blob(BlobID(SHA256Hasher.hash("1\n"))))
    let other = wish(url, digest: SHA256Hasher.hash("2\n"))
    #expect(code { _ = try project.repository.addExternal([other]) } == "object-mismatch")
  }

  @Test func whatWasAddedOnceStaysAndFollowsChanges() throws {
    try write("big.csv", "1\n")
    try add("../outside/big.csv")
    try project.commit()
    try project.write("data.csv", "a")
    try project.commit { $0.datasets = [NamedPath(path: project.path("data.csv"))] }
    #expect(try head().external.map(\.name) == ["big"])
    try write("big.csv", "1\n2\n")
    #expect(try project.status().external.map(\.state) == [.modified])
    #expect(!(try project.status().isClean))
    let diff = try project.repository.diff(.workTree)
    #expect(diff.external.map(\.change) == [.modified])
    try project.commit(all: true)
    #expect(try head().external[0].object == .blob(BlobID(SHA256Hasher.hash("1\n2\n"))))
    #expect(try head().external[0].size == 4)
    #expect(try project.status().isClean)
    #expect(code { try project.commit(all: true) } == "nothing-to-commit")
  }

  @Test func withoutTheCacheItIsReadAgain() throws {
    try write("big.csv", "1\n")
    try add("../outside/big.csv")
    try project.commit()
    try write("big.csv", "2\n")
    try project.delete(".mlops/cache")
    #expect(try project.status().external == [])
    #expect(try project.repository.status(rehash: true).external.map(\.state) == [.modified])
    try project.delete(".mlops/cache")
    try project.commit(all: true)
    #expect(try head().external[0].object == .blob(BlobID(SHA256Hasher.hash("2\n"))))
  }

  @Test func whatCannotBeReachedKeepsItsID() throws {
    try write("big.csv", "1\n")
    try add("../outside/big.csv")
    try project.commit()
    let before = try head().external
    try KernelFileSystem().removeTree(outside)
    #expect(try project.status().external.map(\.state) == [.unreachable])
    #expect(try project.status().isClean)
    let result = try project.commit(all: true) { $0.allowEmpty = true }
    #expect(result.notices.contains { $0.contains("keeps its recorded id") })
    #expect(try head().external == before)
  }

  @Test func namesAreTaken() throws {
    try write("big.csv", "1\n")
    try write("other/big.csv", "1\n")
    try project.write("data/big.csv", "1\n")
    try add("../outside/big.csv")
    #expect(code { try project.add("data/big.csv", kind: .dataset, name: "big") } == "name-taken")
    #expect(code { try add("../outside/other/big.csv") } == "name-taken")
    // A name that is only derived gives way.
    #expect(try project.add("data/big.csv").assets.map(\.name) == ["data-big"])
    // One that is given moves the asset.
    let moved = try add("../outside/other/big.csv", as: "big")
    #expect(moved.change == .renamed)
    #expect(moved.previous?.location == "../outside/big.csv")
    #expect(try add("../outside/other/big.csv", kind: .model, as: "weights").change == .renamed)
    #expect(try add("../outside/other/big.csv").change == .unchanged)
    #expect(code { try add("../outside/big.csv", as: "data-big") } == "name-taken")
  }

  @Test func removedAndUndone() throws {
    try write("big.csv", "1\n")
    try add("../outside/big.csv")
    try project.commit()
    for word in ["big", "dataset/big", "../outside/big.csv"] {
      let repository = try project.repository
      let named = try repository.named([word], from: project.root)
      #expect(named.external.map(\.text) == ["dataset/big"])
      let removed = try repository.remove(named.paths, external: named.external)
      #expect(removed.external.map(\.name) == ["big"])
      #expect(try project.status().stagedExternal.map(\.change) == [.deleted])
      try project.repository.reset()
      #expect(try project.status().isClean)
    }
    let repository = try project.repository
    try repository.remove([], external: [AssetReference(kind: .dataset, name: "big")])
    try project.commit("without")
    #expect(try head().external == [])
    try project.repository.undo()
    #expect(try project.status().stagedExternal.map(\.change) == [.deleted])
    try project.repository.undo()
    #expect(try head().external == [])
    try project.repository.revert(.head)
    #expect(try head().external.map(\.name) == ["big"])
    #expect(
      try KernelFileSystem().status(at: outside.appending("big.csv"), followingLinks: true) != nil)
  }

  @Test func checkoutsTouchNothingAndSaySo() throws {
    try write("big.csv", "1\n")
    try add("../outside/big.csv")
    try project.commit()
    try write("big.csv", "1\n2\n")
    try project.commit(all: true)
    let notice = try project.checkout("HEAD~1").notices.first { $0.hasPrefix("external") }
    #expect(
      notice == "external, and left as it is: 'big' at '../outside/big.csv' "
        + "(other bytes than recorded)")
    #expect(try project.status().external.map(\.state) == [.modified])
    #expect(
      try KernelFileSystem().readFile(outside.appending("big.csv"), maxBytes: 9)
        == Array("1\n2\n".utf8))
    #expect(code { try project.checkout("HEAD", "big") } == "external-asset")
  }

  @Test func theyAreInputsAndMeasuredOn() throws {
    try write("corpus/a.txt", "a")
    try project.write("model.bin", "1")
    try project.write("metrics.json", #"{"accuracy": 0.5}"#)
    try project.commit {
      $0.models = [NamedPath(path: project.path("model.bin"))]
      $0.external = [wish("../outside/corpus")]
      $0.metrics = [MetricsRequest(path: project.path("metrics.json"))]
      $0.on = "corpus"
    }
    let first = try head()
    let corpus = try #require(first.external.first)
    let input = LineageInput(
      .asset(corpus.reference, id: corpus.object), role: LineageInput.train)
    #expect(first.lineage.first?.inputs.contains(input) == true)
    #expect(first.metrics.first?.on?.id == corpus.object)
    try write("corpus/a.txt", "ab")
    let second = try project.commit(all: true)
    #expect(second.notices.contains { $0.contains("was not retrained") })
    try project.write("model.bin", "2")
    try project.commit(all: true)
    let now = try #require(try head().external.first)
    #expect(now.object != corpus.object)
    #expect(
      try head().lineage.first?.inputs.contains(
        LineageInput(.asset(now.reference, id: now.object), role: LineageInput.train)) == true)
    try project.write("model.bin", "3")
    let earlier = try LineageRequest(parsing: "corpus@HEAD~2:holdout")
    try project.commit(all: true) { $0.from = [earlier] }
    #expect(
      try head().lineage.first?.inputs.contains(
        LineageInput(.asset(corpus.reference, id: corpus.object), role: "holdout")) == true)
  }

  @Test func fsckCountsThemAsAbsent() throws {
    try write("corpus/a.txt", "a")
    try write("corpus/sub/b.txt", "b")
    try write("big.csv", "1\n")
    try add("../outside/corpus")
    #expect(try project.repository.fsck().absentCount == 2)
    try add("../outside/big.csv")
    try project.commit()
    let report = try project.repository.fsck()
    #expect(report.problems == [])
    #expect(report.absentCount == 3)
    #expect(report.danglingCount == 0)
    // The same bytes, stored as an asset of its own.
    try project.write("copy.csv", "1\n")
    try project.add("copy.csv")
    try project.commit()
    #expect(try project.repository.fsck().absentCount == 2)
  }

  @Test func stagedOnesMeetOthersInACheckout() throws {
    try write("big.csv", "1\n")
    try project.write("a.csv", "1")
    try project.add("a.csv")
    try project.commit()
    try add("../outside/big.csv")
    try project.commit("with")
    try project.checkout("HEAD~1")
    #expect(try project.status().isClean)
    try write("big.csv", "2\n")
    try add("../outside/big.csv")
    // The version has it too, and otherwise.
    #expect(code { try project.checkout("main") } == "staged-changes")
    try project.checkout("main", force: true)
    #expect(try project.status().stagedExternal == [])
  }
}
