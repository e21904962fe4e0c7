import Lineage
import ObjectStore
import Objects
import TestSupport
import Testing

@testable import Repository

/// Prints how long a long history takes; `MLX_LINEAGE_COMMITS` sets how long it is. Nothing is
/// asserted of time.
@Suite struct SpeedTests {
  /// Commits in one go, each with a model of its own, made from one dataset and the code.
  private func fill(_ scene: Scene, commits: Int) throws {
    try scene.repository.transaction("many") { transaction in
      var parents: [CommitID] = []
      for number in 0..<commits {
        let tree = try code(number, transaction.writer)
        let made = edge(
          model("m"), blob("m\(number)"), input(dataset("d"), blob("d\(number / 100)")),
          input(CodeAsset.reference, .tree(tree), as: "code"),
          input(
            AssetReference(kind: .environment, name: "default"),
            .environment(EnvironmentID(SHA256Hasher.hash("env"))), as: "environment"))
        let commit = Commit(
          parents: parents, tree: TreeCodec.emptyID,
          assets: [
            asset(model("m"), at: "models/m.bin", blob("m\(number)")),
            asset(dataset("d"), at: "data/d.csv", blob("d\(number / 100)")),
          ], lineage: [made],
          author: Author(
            name: "Ada", email: "ada@example.org", time: Timestamp(seconds: Int64(number))),
          message: "Number \(number)")
        parents = [CommitID(try transaction.writer.putBytes(.record, commit.encode()))]
      }
      try transaction.view.setBranch(.main, to: try #require(parents.first))
    }
  }

  /// Twenty files in two folders, of which one changes with each commit.
  private func code(_ number: Int, _ writer: StoreWriter) throws -> TreeID {
    func file(_ name: String, _ text: String) -> TreeEntry {
      TreeEntry(mode: .file, name: name, size: 1, id: SHA256Hasher.hash(text))
    }
    func tree(_ entries: [TreeEntry]) throws -> TreeID {
      try TreeCodec.encode(entries) { _, bytes in _ = try writer.putBytes(.tree, bytes) }
    }
    let inner = try tree((10..<20).map { file("f\($0).py", $0 == 15 ? "\(number)" : "\($0)f") })
    let folder = TreeEntry(mode: .tree, name: "src", size: 1, id: inner.digest)
    return try tree((10..<19).map { file("a\($0).py", "\($0)a") } + [folder])
  }

  @Test func aLongHistory() throws {
    let count = SpeedCount.commits
    let scene = try Scene()
    try fill(scene, commits: count)
    let clock = ContinuousClock()
    var answers: [LineageReport] = []
    let first = try clock.measure { answers.append(try scene.ask("m")) }
    let again = try clock.measure { answers.append(try scene.ask("m")) }
    let down = try clock.measure { answers.append(try scene.ask(blob("d0").text, .down)) }
    let unchanged = AssetObject.blob(BlobID(SHA256Hasher.hash("12f"))).text
    let code = try clock.measure { answers.append(try scene.ask(unchanged, .down)) }
    let codeAgain = try clock.measure { answers.append(try scene.ask(unchanged, .down)) }
    let other = AssetObject.blob(BlobID(SHA256Hasher.hash("7"))).text
    let codeOnce = try clock.measure { answers.append(try scene.ask(other, .down)) }
    #expect(answers[3].edges.count == count && answers[3] == answers[4])
    #expect(answers[5].edges.count == 1)
    #expect(answers[0] == answers[1] && answers[0].edges.count == 1)
    #expect(answers[2].edges.count == min(count, 100))
    print("\(count) commits: \(first) without a cache, \(again) with it, \(down) down")
    print("from a file in all code: \(code), then \(codeAgain); in the code of one: \(codeOnce)")
  }
}
