import FileIO
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
    #expect(first.assets[0].detail == "3 columns, 50 rows")
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

  @Test func whatWasLeftOutAndReadThroughIsSaid() throws {
    let project = try Project()
    let kernel = KernelFileSystem()
    try project.write("d/a.csv", "a,b\n1,2\n")
    try project.write("b.csv", "a,b\n1,2\n")
    try kernel.symlink(target: "../b.csv", at: project.absolute("d/b.csv"))
    try project.makeFolder("d/.git")
    let result = try project.commit { $0.datasets = [NamedPath(path: project.path("d"))] }
    #expect(result.notices.contains { $0.hasPrefix("left out 'd/.git'") })
    #expect(result.notices.contains { $0.hasPrefix("'d/b.csv' is a link that leaves the asset") })
    try project.write("m.bin", "1")
    let second = try project.commit(all: true) {
      $0.models = [NamedPath(path: project.path("m.bin"))]
    }
    #expect(second.notices.isEmpty)
  }

  @Test func aModeAloneIsAChange() throws {
    let project = try Project()
    try project.write("m.bin", "1")
    try project.write("d/a.csv", "1,2\n")
    try project.commit {
      $0.models = [NamedPath(path: project.path("m.bin"))]
      $0.datasets = [NamedPath(path: project.path("d"))]
    }
    try KernelFileSystem().setPermissions(0o755, of: project.absolute("m.bin"))
    #expect(try project.status().unstaged.map(\.change) == [.modeChanged])
    #expect(try project.repository.diff(.workTree).assets.map(\.change) == [.modeChanged])
    try project.add("m.bin")
    #expect(try project.status().staged.map(\.change) == [.modeChanged])
    let diff = try project.repository.diff(.staged(nil)).assets
    #expect(diff.map(\.change) == [.modeChanged])
    #expect(diff.flatMap(\.files).map(\.change) == [.modeChanged])
    let result = try project.commit()
    #expect(result.assets.map(\.state) == [.same, .modeChanged])
    let shown = try project.repository.changes(
      from: project.repository.commit(result.id).parents.first, to: result.id)
    #expect(shown.assets.map(\.change) == [.modeChanged])
  }

  @Test func newBytesAreTheSameWithAndWithoutAdd() throws {
    var results: [CommitResult] = []
    for isAdded in [true, false] {
      let project = try Project()
      try project.write("a.csv", table(rows: 9000, seed: 1))
      if isAdded { try project.add("a.csv", kind: .dataset) }
      results.append(
        try project.commit {
          $0.datasets = isAdded ? [] : [NamedPath(path: project.path("a.csv"))]
        })
    }
    #expect(results[0].newRawBytes == results[1].newRawBytes)
    #expect(results[0].newStoredBytes == results[1].newStoredBytes)
    #expect(results[0].newRawBytes == results[0].totalBytes)
    #expect(results[0].newStoredBytes <= results[0].totalBytes)
  }

  @Test func smallFilesAreNotStoredAsMoreThanTheyAre() throws {
    let project = try Project()
    for number in 0..<40 { try project.write("d/\(number).csv", "a,b\n\(number),2\n") }
    let result = try project.commit { $0.datasets = [NamedPath(path: project.path("d"))] }
    #expect(result.newStoredBytes <= result.totalBytes)
  }

  @Test func aFileThatWasMovedWithoutMlxIsFollowed() throws {
    let project = try Project()
    try project.write("model.bin", table(rows: 900, seed: 1))
    try project.write("sets/a.csv", table(rows: 90, seed: 2))
    try project.write("sets/b.csv", table(rows: 90, seed: 3))
    try project.write("gone.csv", table(rows: 10, seed: 4))
    try project.commit {
      $0.models = [NamedPath(path: project.path("model.bin"))]
      $0.datasets = ["sets", "gone.csv"].map { NamedPath(path: project.path($0)) }
    }
    try project.rename("model.bin", to: "x/model.bin")
    try project.delete("gone.csv")
    try project.write("other.csv", table(rows: 10, seed: 5))
    let result = try project.commit(all: true)
    #expect(result.assets.map(\.state) == [.removed, .same, .moved])
    #expect(result.assets.map(\.path.string).last == "x/model.bin")
    #expect(
      result.notices.contains {
        $0 == "the model 'model' was moved from 'model.bin' to 'x/model.bin'"
      })
    try project.rename("sets", to: "deep/rows")
    let folder = try project.commit(all: true)
    #expect(folder.assets.map(\.state) == [.moved, .same])
    #expect(folder.assets[0].name == "sets" && folder.assets[0].path.string == "deep/rows")
    #expect(try project.status().isClean)
  }
}
