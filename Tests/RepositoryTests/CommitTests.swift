import Objects
import References
import Testing

@testable import Repository

@Suite struct CommitTests {
  @Test func oneCommandStagesAndCommits() throws {
    let project = try Project()
    try project.write("models/fraud.bin", "weights 1")
    try project.write("data/train.csv", table(rows: 50, seed: 1))
    try project.write("metrics.json", #"{"accuracy": 0.91}"#)
    try project.write("params.yaml", "train:\n  lr: 0.1\n")
    let first = try project.commit("Baseline\n\nMore words.") {
      $0.models = [NamedPath(path: project.path("models/fraud.bin"))]
      $0.datasets = [NamedPath(name: "rows", path: project.path("data/train.csv"))]
      $0.metrics = [MetricsRequest(path: project.path("metrics.json"))]
      $0.on = "rows"
      $0.params = project.path("params.yaml")
    }
    #expect(first.isRoot && first.subject == "Baseline")
    #expect(first.assets.map(\.name) == ["rows", "fraud"])
    #expect(first.assets.map(\.state) == [.new, .new])
    #expect(first.assets[0].detail == "3 columns")
    #expect(first.metrics.map(\.on) == ["rows"])
    #expect(first.params?.values["train"]?["lr"] == .number(0.1))
    #expect(first.head == .branch(try BranchName(validating: "main"), first.id))
    #expect(first.notices.isEmpty)
    let commit = try project.repository.commit(first.id)
    #expect(commit.message == "Baseline\n\nMore words.")
    #expect(commit.author.name == "Ada")
    let listed = try project.repository.list("HEAD", recursive: true).map(\.path.string)
    #expect(listed == ["data/train.csv", "metrics.json", "models/fraud.bin", "params.yaml"])
  }

  @Test func theSecondCommitNeedsNoNames() throws {
    let project = try Project()
    try project.write("fraud.bin", "1")
    try project.write("metrics.json", #"{"accuracy": 0.9}"#)
    try project.write("params.json", #"{"lr": 1}"#)
    try project.commit {
      $0.models = [NamedPath(path: project.path("fraud.bin"))]
      $0.metrics = [MetricsRequest(path: project.path("metrics.json"))]
      $0.params = project.path("params.json")
    }
    try project.write("fraud.bin", "22")
    try project.write("metrics.json", #"{"accuracy": 0.95}"#)
    try project.write("params.json", #"{"lr": 2}"#)
    #expect(code { try project.commit() } == "nothing-to-commit")
    #expect(message { try project.commit("More") }.contains("mlx commit -am More"))
    let second = try project.commit("More", all: true)
    #expect(second.assets.map(\.state) == [.changed])
    #expect(second.metrics.map(\.state) == [.recorded])
    #expect(second.metrics[0].values == ["accuracy": .number(0.95)])
    #expect(second.params?.isChanged == true)
  }

  @Test func nothingToCommitSaysWhatCouldBe() throws {
    let project = try Project()
    #expect(code { try project.commit() } == "nothing-to-commit")
    try project.write("out/train.csv", table(rows: 50, seed: 1))
    try project.write(".gitignore", "out/\n")
    let said = message { try project.commit("First") }
    #expect(said.contains("'out/train.csv'"))
    #expect(said.contains("mlx commit -m First --data out/train.csv"))
    try project.commit { $0.datasets = [NamedPath(path: project.path("out/train.csv"))] }
    #expect(code { try project.commit(all: true) } == "nothing-to-commit")
    let empty = try project.commit { $0.allowEmpty = true }
    #expect(!empty.isRoot && empty.assets.map(\.state) == [.same])
  }

  @Test func amendReplacesTheLastCommit() throws {
    let project = try Project()
    #expect(code { try project.commit { $0.amend = true } } == "no-commit")
    try project.write("a.csv", "1,2\n")
    let first = try project.commit("First") {
      $0.datasets = [NamedPath(path: project.path("a.csv"))]
    }
    try project.write("a.csv", "3,4\n")
    let second = try project.commit("Second", all: true)
    try project.write("a.csv", "5,6\n")
    let amended = try project.commit(nil, all: true) { $0.amend = true }
    let commit = try project.repository.commit(amended.id)
    #expect(commit.parents == [first.id] && commit.message == "Second" && amended.isAmend)
    #expect(amended.id != second.id)
    #expect(code { try project.commit("  \n") } == "usage")
  }

  @Test func aDetachedHeadMovesItself() throws {
    let project = try Project()
    try project.write("a.csv", "1,2\n")
    let first = try project.commit { $0.datasets = [NamedPath(path: project.path("a.csv"))] }
    try project.checkout(first.id.hex)
    try project.write("a.csv", "3,4\n")
    let second = try project.commit(all: true)
    #expect(second.head == .detached(second.id))
    #expect(try project.repository.currentView().branches.values.map { $0 } == [first.id])
  }

  @Test func deletedFilesAndAssetsAreRecordedWithAll() throws {
    let project = try Project()
    try project.write("data/a.csv", "1\n")
    try project.write("data/b.csv", "2\n")
    try project.write("model.bin", "3")
    try project.commit {
      $0.models = [NamedPath(path: project.path("model.bin"))]
      $0.datasets = [NamedPath(path: project.path("data"))]
    }
    try project.delete("data/b.csv")
    try project.delete("model.bin")
    let result = try project.commit(all: true)
    #expect(result.assets.map(\.state) == [.changed, .removed])
    #expect(try project.repository.list(recursive: true).map(\.path.string) == ["data/a.csv"])
  }

  @Test func aGuessedAuthorIsSaid() throws {
    let project = try Project()
    var environment = project.test.environment
    environment.configuration = .init()
    try project.write("a.csv", "1\n")
    try project.add("a.csv")
    let result = try Repository.open(at: project.root, environment)
      .commit(CommitRequest(message: "x"))
    #expect(result.notices.contains { $0.contains("ada@test.host") && $0.contains("mlx config") })
  }

  @Test func safetensorsAreCounted() throws {
    let project = try Project()
    let header = #"{"w":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    bytes += Array(header.utf8) + [UInt8](repeating: 1, count: 8)
    try project.write("m.safetensors", bytes: bytes)
    let result = try project.commit { $0.models = [NamedPath(path: project.path("m.safetensors"))] }
    #expect(result.assets[0].format == "safetensors")
    #expect(result.assets[0].detail == "1 tensor, bf16")
  }
}
