import Objects
import ProjectFiles
import References
import Repository
import TestSupport
import Testing

@testable import Review

/// The verdict on a change, and what it rests on.
@Suite struct ReviewTests {
  @Test func aBetterModelPasses() throws {
    let report = try ReviewScene().review()
    #expect(report.verdict == .warned)
    #expect(report.outcomes(.gate) == [.passed, .passed])
    // These tests record no environment: what Python a machine has would be in every id.
    #expect(report.outcomes(.lineage) == [.warned])
    #expect(!report.checks.contains { $0.outcome == .warned && $0.subject != .lineage })
    #expect(report.models.map(\.difference?.counts.changed) == [8])
    #expect(report.datasets.map(\.asset.reference.name) == ["transactions"])
    #expect(report.params.map(\.key) == ["lr"])
    #expect(report.code?.files.map(\.path.string) == ["train.py"])
    #expect(report.code?.lines.added == 1)
  }

  @Test func aGateOfTheBaseStopsAWorseModel() throws {
    let report = try ReviewScene { test in
      try ReviewScene.retrained(test)
      try test.write("metrics.json", #"{"accuracy": 0.99, "recall": 0.7, "loss": 0.19}"#)
    }.review()
    #expect(report.verdict == .failed)
    #expect(report.outcomes(.gate) == [.failed, .passed])
  }

  @Test func aLoosenedGateJudgesNothing() throws {
    let report = try ReviewScene { test in
      try ReviewScene.retrained(test)
      try test.write("metrics.json", #"{"accuracy": 0.99, "recall": 0.7, "loss": 0.19}"#)
      try test.write(
        "mlx.yaml", ReviewScene.policy.replacing("min: 0.88", with: "min: 0.5"))
    }.review()
    #expect(report.verdict == .failed)
    #expect(report.policy.changes.map(\.key) == ["gates.fraud[0].min"])
    #expect(report.policy.changes.map(\.after) == [.number(0.5)])
    let markdown = report.markdown
    let warning = try #require(markdown.range(of: "This change edits the policy that judges it."))
    let table = try #require(markdown.range(of: "| Check |"))
    #expect(warning.lowerBound < table.lowerBound)
  }

  @Test func aRemovedPolicyIsAChangeOfIt() throws {
    let report = try ReviewScene { try $0.delete("mlx.yaml") }.review()
    #expect(report.policy.changes.count == 5)
    #expect(report.policy.changes.allSatisfy { $0.after == nil })
    #expect(report.outcomes(.policy) == [.warned])
  }

  @Test func metricsOnOtherDataDecideNothing() throws {
    let report = try ReviewScene { test in
      try ReviewScene.retrained(test)
      try test.write("holdout.csv", ReviewScene.table(rows: 60, shift: 0, from: 9_000))
    }.review()
    #expect(report.outcomes(.gate) == [.passed, .undecided])
    #expect(report.verdict == .undecided)
    #expect(report.metrics.map(\.isSameData) == [false])
  }

  @Test func driftWarns() throws {
    let report = try ReviewScene { test in
      try test.write("transactions.csv", ReviewScene.table(rows: 200, shift: 500))
    }.review()
    #expect(report.verdict == .warned)
    #expect(report.outcomes(.drift) == [.warned])
    let columns = try #require(report.datasets.first?.columns)
    #expect(columns.first?.name == "amount")
    #expect(columns.first?.past.contains(.psi) == true)
    #expect(columns.first { $0.name == "country" }?.newValues.map(\.value) == ["XK"])
  }

  @Test func columnsThatComeAndGoWarn() throws {
    let report = try ReviewScene { test in
      let rows = ReviewScene.table(rows: 200, shift: 0).split(separator: "\n")
      try test.write(
        "transactions.csv", rows.map { $0.replacing("country", with: "land") + "\n" }.joined())
    }.review()
    #expect(report.outcomes(.drift) == [.warned])
    let changes = report.datasets.first?.columns.map { "\($0.name) \($0.change.rawValue)" } ?? []
    #expect(changes.contains("land added"))
    #expect(changes.contains("country removed"))
  }

  @Test func aModelWithoutLineageWarns() throws {
    let test = try TestRepository()
    let base = try test.commit("first", ["a.txt": "1"])
    for name in ["a", "b"] {
      try test.write("\(name).safetensors", SmallModel.base().bytes + Array(name.utf8))
    }
    var request = CommitRequest(message: "two models")
    request.models = try ["a", "b"].map {
      NamedPath(path: try RepositoryPath(validating: "\($0).safetensors"))
    }
    let head = try test.reopened().commit(request).id
    let report = try test.reopened().review(
      ReviewRequest(from: Revision(parsing: base.hex), to: Revision(parsing: head.hex)))
    #expect(report.outcomes(.lineage) == [.warned, .warned])
    #expect(report.lineage.unlinked.map(\.name) == ["a", "b"])
    #expect(report.verdict == .warned)
  }

  @Test func nothingSetUpIsSaidAndFailsNothing() throws {
    let report = try ReviewScene(policy: nil).review()
    #expect(report.verdict == .warned)
    #expect(report.outcomes(.gate) == [.noted])
    #expect(report.policy.file == nil)
  }

  @Test func theSameVersionHasNoChange() throws {
    let scene = try ReviewScene()
    let same = try scene.review { $0.base = try Revision(parsing: scene.head.hex) }
    #expect(same.isEmpty)
    #expect(same.verdict == .passed)
  }

  @Test func aForkComparesFromWhereTheyParted() throws {
    let scene = try ReviewScene()
    let repository = try scene.test.reopened()
    try repository.createBranch(
      BranchName(validating: "other"), at: Revision(parsing: scene.base.hex))
    _ = try repository.switchBranch(BranchName(validating: "other"))
    try scene.test.write("train.py", "other\n")
    let other = try scene.commit("Other work")
    let straight = try scene.test.reopened().review(
      ReviewRequest(from: Revision(parsing: other.hex), to: Revision(parsing: scene.head.hex)))
    #expect(straight.commitsBehind == 1)
    #expect(straight.outcomes(.history) == [.noted])
    let fork = try scene.test.reopened().review(
      ReviewRequest(
        from: Revision(parsing: other.hex), to: Revision(parsing: scene.head.hex), sinceFork: true))
    #expect(fork.base.id == scene.base)
    #expect(fork.policy.commit == other)
    #expect(fork.commitsBehind == 0)
  }

  /// The base went on: what it has now is what a change must not be worse than.
  @Test func anOldBranchIsHeldAgainstTheBaseAsItIs() throws {
    let scene = try ReviewScene()
    let repository = try scene.test.reopened()
    try repository.createBranch(
      BranchName(validating: "old"), at: Revision(parsing: scene.base.hex))
    _ = try repository.switchBranch(BranchName(validating: "old"))
    try scene.test.write("fraud.safetensors", SmallModel.everyWeight().bytes)
    try scene.test.write("metrics.json", #"{"accuracy": 0.9, "recall": 0.9, "loss": 0.245}"#)
    let old = try scene.commit("Old idea")
    let request = { (base: CommitID) in
      ReviewRequest(
        from: try Revision(parsing: base.hex), to: try Revision(parsing: old.hex), sinceFork: true)
    }
    #expect(try scene.test.reopened().review(request(scene.base)).verdict == .warned)
    let late = try scene.test.reopened().review(request(scene.head))
    #expect(late.base.id == scene.base)
    #expect(late.outcomes(.gate) == [.passed, .failed])
    #expect(late.metrics.first?.rows.first { $0.metric == "loss" }?.base?.number == 0.19)
  }

  @Test func placesOfVersionsArePolicy() throws {
    let report = try ReviewScene { test in
      try test.write("mlx.yaml", ReviewScene.policy + "remotes: {origin: elsewhere}\n")
    }.review()
    #expect(report.policy.changes.map(\.key) == ["remotes.origin"])
  }

  @Test func nanInWeightsIsSaid() throws {
    let report = try ReviewScene { test in
      var model = SmallModel.tuned()
      model.tensors[0].bytes.replaceSubrange(0..<2, with: [0xC0, 0x7F])
      try test.write("fraud.safetensors", model.bytes)
    }.review()
    #expect(report.models.first?.unsound.numbers == 1)
    #expect(report.models.first?.tensors.first?.newNaNs == 1)
    #expect(report.markdown.contains("NaN or infinite numbers"))
  }

  @Test func measuringIsKeptForLater() throws {
    let scene = try ReviewScene()
    let before = try scene.review()
    #expect(before.models.first?.tensors.allSatisfy { $0.measured == nil } == true)
    let measured = try scene.review { $0.measures = true }
    let later = try scene.review()
    #expect(measured == later)
    let tensor = try #require(later.models.first?.tensors.first?.measured)
    #expect(abs((tensor.relativeL2 ?? 0) - 0.02) < 0.004)
    #expect(later.datasets.first?.rows?.map(\.added) == [20])
    #expect(later.datasets.first?.rows?.map(\.key) == [["id"]])
    // What is known is not measured again.
    let repository = try scene.test.reopened()
    #expect(try repository.measure(from: scene.base, to: scene.head).isEmpty)
  }
}
