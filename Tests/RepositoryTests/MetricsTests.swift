import Objects
import Testing

@testable import Repository

@Suite struct MetricsTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("fraud.bin", "1")
    try project.write("holdout.csv", "1,2\n")
    try project.write("metrics.json", #"{"accuracy": 0.9, "by": {"class": {"a": 1}}}"#)
    try project.commit {
      $0.models = [NamedPath(path: project.path("fraud.bin"))]
      $0.datasets = [NamedPath(path: project.path("holdout.csv"))]
      $0.metrics = [MetricsRequest(path: project.path("metrics.json"))]
      $0.on = "holdout"
    }
    return project
  }

  private func records(_ project: Project) throws -> [MetricsRecord] {
    let id = try #require(try project.repository.headCommitID())
    return try project.repository.commit(id).metrics
  }

  @Test func theRecordNamesModelAndDataByTheirBytes() throws {
    let project = try makeProject()
    let record = try #require(try records(project).first)
    #expect(record.of == AssetReference(kind: .model, name: "fraud"))
    #expect(record.id == .blob(BlobID(SHA256Hasher.hash("1"))))
    #expect(record.on?.id == .blob(BlobID(SHA256Hasher.hash("1,2\n"))))
    #expect(record.path?.string == "metrics.json")
  }

  @Test func unchangedModelAndFileCarryTheRecordOver() throws {
    let project = try makeProject()
    try project.write("holdout.csv", "3,4\n")
    let before = try records(project)
    let result = try project.commit(all: true)
    #expect(result.metrics.map(\.state) == [.carried])
    #expect(try records(project) == before)
  }

  @Test func aFileWithoutARecordStaysAMetricsFile() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "22")
    try project.commit(all: true)
    try project.write("train.py", "x")
    try project.checkout("HEAD~1")
    try project.checkout("main")
    let status = try project.repository.status()
    #expect(status.isClean || status.code.map(\.path.string) == ["train.py"])
    let id = try #require(try project.repository.headCommitID())
    #expect(try project.repository.commit(id).unrecorded.map(\.path.string) == ["metrics.json"])
    try project.write("metrics.json", #"{"accuracy": 0.95}"#)
    #expect(try project.commit(all: true).metrics.map(\.state) == [.recorded])
    #expect(try project.repository.fsck().problems.isEmpty)
  }

  @Test func aChangedModelWithAnOldFileHasNoRecord() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "22")
    let result = try project.commit(all: true)
    #expect(try result.metrics.isEmpty && records(project).isEmpty)
    #expect(result.notices.contains { $0.contains("metrics are not recorded") })
    try project.write("holdout.csv", "3,4\n")
    let third = try project.commit(all: true)
    #expect(third.metrics.isEmpty)
    #expect(third.notices.allSatisfy { $0.contains("was not retrained") })
    try project.write("metrics.json", #"{"accuracy": 0.95}"#)
    #expect(try project.commit(all: true).metrics.map(\.state) == [.recorded])
    #expect(try records(project).first?.on?.asset.name == "holdout")
  }

  @Test func namingTheFileRecordsItWhateverItsHistory() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "22")
    let result = try project.commit(all: true) {
      $0.metrics = [MetricsRequest(model: "fraud", path: project.path("metrics.json"))]
    }
    #expect(result.metrics.map(\.state) == [.recorded])
    #expect(result.metrics.first?.on == "holdout")
  }

  @Test func aDeletedFileIsForgottenAndSaid() throws {
    let project = try makeProject()
    try project.delete("metrics.json")
    let result = try project.commit(all: true)
    #expect(result.metrics.isEmpty)
    #expect(result.notices.contains { $0.contains("'metrics.json' is gone") })
    #expect(try project.repository.loadIndex().metrics.isEmpty)
  }

  @Test func notANumberIsKeptAndFlagged() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "22")
    try project.write("metrics.json", #"{"loss": NaN, "top": {"acc": Infinity}, "ok": 1}"#)
    let result = try project.commit(all: true)
    #expect(result.metrics.first?.nonFinite == ["loss", "top.acc"])
    #expect(result.notices.contains { $0.contains("'loss'") })
    #expect(try records(project).first?.values["loss"]?.number?.isNaN == true)
    try project.write("holdout.csv", "5,6\n")
    let carried = try project.commit(all: true)
    #expect(carried.metrics.map(\.state) == [.carried])
  }

  @Test func whatIsNoNumberStopsTheCommit() throws {
    let project = try makeProject()
    try project.write("metrics.json", #"{"accuracy": "high"}"#)
    #expect(code { try project.commit(all: true) } == "metrics-not-numbers")
    #expect(try project.repository.list(recursive: true).count == 3)
  }

  @Test func whichModelMustBeKnown() throws {
    let project = try Project()
    try project.write("m.json", #"{"x": 1}"#)
    try project.write("a.bin", "1")
    try project.write("b.bin", "2")
    let metrics = [MetricsRequest(path: project.path("m.json"))]
    #expect(code { try project.commit { $0.metrics = metrics } } == "metrics-model-missing")
    try project.add("a.bin", "b.bin", kind: .model)
    let said = message { try project.commit { $0.metrics = metrics } }
    #expect(said.contains("--metrics a=m.json"))
    let wrong = [MetricsRequest(model: "c", path: project.path("m.json"))]
    #expect(message { try project.commit { $0.metrics = wrong } }.contains("'a' and 'b'"))
    #expect(
      code {
        try project.commit {
          $0.metrics = [MetricsRequest(model: "a", path: project.path("m.json"))]
          $0.on = "nothing"
        }
      } == "unknown-asset")
    #expect(code { try project.commit { $0.on = "nothing" } } == "unknown-asset")
    let named = [MetricsRequest(model: "b", path: project.path("m.json"))]
    #expect(try project.commit { $0.metrics = named }.metrics.first?.model == "b")
  }

  @Test func checkoutBringsTheFilesBack() throws {
    let project = try makeProject()
    try project.write("metrics.json", #"{"accuracy": 0.1}"#)
    try project.write("fraud.bin", "22")
    try project.commit(all: true)
    try project.checkout("HEAD~1")
    #expect(try project.text("metrics.json") == #"{"accuracy": 0.9, "by": {"class": {"a": 1}}}"#)
    #expect(try project.status().isClean)
    #expect(try project.repository.loadIndex().metrics.count == 1)
  }

  @Test func aRenamedModelKeepsItsMetrics() throws {
    let project = try makeProject()
    try project.add("fraud.bin", kind: .model, name: "detector")
    let result = try project.commit(all: true)
    #expect(
      result.metrics.map(\.model) == ["detector"] && result.metrics.map(\.state) == [.carried])
  }
}
