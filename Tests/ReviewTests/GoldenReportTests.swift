import FileIO
import Objects
import ProjectFiles
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@testable import Review

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reports to the byte. `MLX_RECORD=1` writes what they are now: read the difference.
@Suite struct GoldenReportTests {
  @Test func retrained() throws {
    try expect(ReviewScene().review().markdown, "retrained.md")
  }

  @Test func driftedAndLoosened() throws {
    let scene = try ReviewScene { test in
      try ReviewScene.retrained(test)
      try test.write("transactions.csv", ReviewScene.table(rows: 260, shift: 500))
      try test.write("metrics.json", #"{"accuracy": 0.99, "recall": 0.7, "loss": 0.19}"#)
      try test.write("mlx.yaml", ReviewScene.policy.replacing("min: 0.88", with: "min: 0.5"))
    }
    try expect(scene.review().markdown, "drifted-and-loosened.md")
  }

  @Test func twoRunsAreTheSame() throws {
    let scene = try ReviewScene()
    #expect(try scene.review().markdown == scene.review().markdown)
  }

  /// In a clone that has no file of any asset, and whose remote has gone away.
  @Test func aCloneWithoutDataHasTheSameReport() throws {
    let scene = try ReviewScene()
    let place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let folder = place.path.appending("remote")
    let ana = try scene.test.reopened()
    _ = try ana.addRemote(
      .origin, at: RemoteLocation(parsing: folder.string), from: place.path)
    _ = try scene.test.reopened().sharing(with: "origin").push()
    var request = CloneRequest()
    request.filter = CloneFilter.none
    let root = place.path.appending("clone")
    let environment = TestRepository.environment()
    _ = try Sharing.clone(
      RemoteLocation(parsing: folder.string), from: place.path, to: root, environment, request)
    let clone = try Repository.open(at: root, environment)
    clone.store.setSupplier(PromisedFiles(clone))
    // The report compares the lines of the code: the only files that are brought.
    let report = try scene.review(clone)
    #expect(report == (try scene.review()))
    // What the remote has now is no part of it.
    let holding = try clone.sharing(with: "origin").holding(of: scene.head)
    #expect(holding.missing.isEmpty && holding.objectCount == 11)
    #expect(holding.refs.map(\.description) == ["heads/main"])
    let later = try scene.commit("Not pushed")
    let other = try scene.test.reopened().sharing(with: "origin").holding(of: later)
    #expect(other.refs.isEmpty)
    #expect(other.missing == ["record:\(later.hex)"])
    #expect(try !clone.store.containsBlob(clone.assetBlob("fraud")))
    #expect(try !clone.store.containsBlob(clone.assetBlob("transactions")))
  }

  private func expect(_ text: String, _ name: String) throws {
    let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))
    let path = FilePath(folder + "/Golden/" + name)
    let fileSystem = KernelFileSystem()
    if getenv("MLX_RECORD") != nil {
      try fileSystem.removeTree(path)
      let file = try File(path, .create, in: fileSystem, permissions: 0o644)
      try file.write(Array(text.utf8), at: 0)
    }
    let known = String(
      decoding: try fileSystem.readFile(path, maxBytes: 1 << 20), as: UTF8.self)
    #expect(text == known)
  }
}

extension Repository {
  /// The file of an asset of HEAD.
  fileprivate func assetBlob(_ name: String) throws -> BlobID {
    let commit = try commit(resolve(.head))
    guard case .blob(let blob)? = commit.assets.first(where: { $0.name == name })?.object else {
      throw FileError.notFound(name)
    }
    return blob
  }
}
