import Objects
import References
import Testing

@testable import Repository

@Suite struct StatusTests {
  @Test func aNewProjectSuggestsWhatItHas() throws {
    let project = try Project()
    try project.write("data/train.csv", table(rows: 50, seed: 1))
    let status = try project.status()
    #expect(status.head == .branch(try BranchName(validating: "main"), nil))
    #expect(status.suggestions.map(\.path.string) == ["data/train.csv"])
    #expect(status.isClean)
  }

  @Test func stagedAndUnstagedAreToldApart() throws {
    let project = try Project()
    try project.write("data/a.csv", "1\n")
    try project.write("data/b.csv", "2\n")
    try project.write("model.bin", "3")
    try project.add("data", kind: .dataset)
    try project.add("model.bin", kind: .model)
    #expect(try project.status().staged.map(\.change) == [.added, .added])
    try project.commit()
    #expect(try project.status().isClean)
    try project.write("data/a.csv", "11\n")
    try project.add("data")
    try project.write("data/b.csv", "22\n")
    try project.write("data/c.csv", "33\n")
    try project.delete("model.bin")
    let status = try project.status()
    #expect(status.staged.count == 1 && status.staged[0].files == FileCounts(modified: 1))
    #expect(status.unstaged.map(\.change) == [.modified, .deleted])
    #expect(status.unstaged[0].files == FileCounts(added: 1, modified: 1))
    #expect(status.unstaged[0].bytes == 9)
    #expect(status.trackedAssetCount == 2 && status.trackedFileCount == 3)
  }

  @Test func metricsAndParamsFilesAreReported() throws {
    let project = try Project()
    try project.write("model.bin", "3")
    try project.write("m.json", #"{"a": 1}"#)
    try project.write("p.json", #"{"a": 1}"#)
    try project.commit {
      $0.models = [NamedPath(path: project.path("model.bin"))]
      $0.metrics = [MetricsRequest(path: project.path("m.json"))]
      $0.params = project.path("p.json")
    }
    try project.write("m.json", #"{"a": 2}"#)
    try project.write("p.json", #"{"a": 2}"#)
    try project.add("p.json")
    let status = try project.status()
    #expect(status.unstagedFiles.map(\.path.string) == ["m.json"])
    #expect(status.unstagedFiles.map(\.role) == [.metrics])
    #expect(status.stagedFiles.map(\.role) == [.params])
  }

  @Test func aTouchedFileIsReadOnceAndRemembered() throws {
    let project = try Project()
    try project.write("model.bin", "3")
    try project.commit { $0.models = [NamedPath(path: project.path("model.bin"))] }
    try project.write("model.bin", "3")
    #expect(try project.status().isClean)
    #expect(try project.repository.status(rehash: true).isClean)
  }

  @Test func aRebuiltIndexIsSaid() throws {
    let project = try Project()
    try project.write("model.bin", "3")
    try project.commit { $0.models = [NamedPath(path: project.path("model.bin"))] }
    try project.write(".mlops/index", "garbage")
    let status = try project.status()
    #expect(status.isClean && status.trackedAssetCount == 1)
    #expect(status.notices.contains { $0.contains("was damaged and was rebuilt from HEAD") })
    try project.delete(".mlops/index")
    #expect(try project.status().notices.contains { $0.contains("was missing") })
  }
}
