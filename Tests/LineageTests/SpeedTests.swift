import Lineage
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
        let made = edge(
          model("m"), blob("m\(number)"), input(dataset("d"), blob("d\(number / 100)")),
          input(
            CodeAsset.reference, .tree(TreeID(SHA256Hasher.hash("\(number / 10)"))), as: "code"),
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

  @Test func aLongHistory() throws {
    let count = SpeedCount.commits
    let scene = try Scene()
    try fill(scene, commits: count)
    let clock = ContinuousClock()
    var answers: [LineageReport] = []
    let first = try clock.measure { answers.append(try scene.ask("m")) }
    let again = try clock.measure { answers.append(try scene.ask("m")) }
    let down = try clock.measure { answers.append(try scene.ask(blob("d0").text, .down)) }
    #expect(answers[0] == answers[1] && answers[0].edges.count == 1)
    #expect(answers[2].edges.count == min(count, 100))
    print("\(count) commits: \(first) without a cache, \(again) with it, \(down) down")
  }
}
