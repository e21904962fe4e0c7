import FileIO
import Objects
import References
import Testing

@testable import Repository

@Suite struct DiffTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("data/a.csv", table(rows: 60_000, seed: 1))
    try project.write("data/b.csv", "b\n")
    try project.write("data/c.csv", "c\n")
    try project.write("model.bin", "3")
    try project.write("m.json", #"{"acc": 0.5, "same": 1}"#)
    try project.write("p.json", #"{"lr": 1, "deep": {"x": [1]}}"#)
    try project.commit {
      $0.models = [NamedPath(path: project.path("model.bin"))]
      $0.datasets = [NamedPath(path: project.path("data"))]
      $0.metrics = [MetricsRequest(path: project.path("m.json"))]
      $0.on = "data"
      $0.params = project.path("p.json")
    }
    return project
  }

  private func change(_ project: Project) throws {
    var lines = table(rows: 60_000, seed: 1)
    lines += "60000,1,1\n"
    try project.write("data/a.csv", lines)
    try project.rename("data/b.csv", to: "data/sub/b2.csv")
    try project.delete("data/c.csv")
    try project.write("data/d.csv", "d\n")
    try project.write("model.bin", "33")
    try project.write("m.json", #"{"acc": 0.75, "same": 1}"#)
    try project.write("p.json", #"{"lr": 2, "deep": {"x": [1]}}"#)
  }

  private func check(_ report: DiffReport, hasShared: Bool) throws {
    #expect(report.assets.map(\.name) == ["data", "model"])
    let data = report.assets[0]
    #expect(data.change == .modified)
    #expect(
      data.files.map(\.path.string) == [
        "data/a.csv", "data/c.csv", "data/d.csv", "data/sub/b2.csv",
      ])
    #expect(data.files.map(\.change) == [.modified, .deleted, .added, .renamed])
    #expect(data.files[3].previousPath?.string == "data/b.csv")
    #expect(data.counts == FileCounts(added: 1, modified: 1, deleted: 1, renamed: 1))
    if hasShared {
      let shared = try #require(data.sharedBytes)
      #expect(shared > data.sizeAfter / 2 && shared < data.sizeAfter)
      #expect(try #require(data.files[0].sharedBytes) > data.files[0].sizeAfter / 2)
    }
    #expect(report.metrics.map(\.metric) == ["acc"])
    #expect(report.metrics[0].after == .number(0.75) && report.metrics[0].on == "data")
    #expect(report.params.map(\.key) == ["lr"])
    #expect(report.files.map(\.path.string) == ["m.json", "p.json"])
  }

  @Test func everySpecFindsTheSame() throws {
    let project = try makeProject()
    let old = try #require(try project.repository.headCommitID())
    #expect(try project.repository.diff(.workTree).isEmpty)
    try change(project)
    try check(try project.repository.diff(.workTree), hasShared: false)
    try check(try project.repository.diff(.revision(.head)), hasShared: false)
    try project.add(all: true)
    #expect(try project.repository.diff(.workTree).isEmpty)
    try check(try project.repository.diff(.staged(nil)), hasShared: true)
    try project.commit()
    #expect(try project.repository.diff(.staged(nil)).isEmpty)
    let spec = DiffSpec.between(.ancestor(.head, 1), .head)
    let report = try project.repository.diff(spec)
    try check(report, hasShared: true)
    #expect(report.from == .commit(old))
    #expect(report.metrics[0].isSameData == false)
  }

  @Test func pathsLimitIt() throws {
    let project = try makeProject()
    try change(project)
    let report = try project.repository.diff(.workTree, paths: [project.path("data/sub")])
    #expect(report.assets.map(\.files).map { $0.map(\.path.string) } == [["data/sub/b2.csv"]])
    #expect(report.metrics.isEmpty && report.params.isEmpty && report.files.isEmpty)
    #expect(
      try project.repository.diff(.workTree, paths: [project.path("model.bin")]).assets.count == 1)
  }

  @Test func aMovedAssetIsOneChange() throws {
    let project = try makeProject()
    _ = try project.repository.move(project.path("data"), to: project.path("sets"))
    let report = try project.repository.diff(.staged(nil))
    let asset = try #require(report.assets.first)
    #expect(report.assets.count == 1 && asset.change == .renamed && asset.files.isEmpty)
    #expect(asset.previous?.path.string == "data" && asset.path.string == "sets")
    #expect(asset.sharedBytes == asset.sizeAfter)
  }

  @Test func firstCommitAndRemovedAssets() throws {
    let project = try makeProject()
    let first = try #require(try project.repository.headCommitID())
    let changes = try project.repository.changes(from: nil, to: first)
    #expect(changes.from == .empty && changes.assets.map(\.change) == [.added, .added])
    #expect(changes.assets.allSatisfy { $0.sharedBytes == nil })
    _ = try project.repository.remove([project.path("model.bin")])
    #expect(try project.repository.diff(.staged(nil)).assets.map(\.change) == [.deleted])
  }

  @Test func modesAndTypesAndEmptyFolders() throws {
    let project = try makeProject()
    try KernelFileSystem().setPermissions(0o755, of: project.absolute("data/b.csv"))
    try project.delete("data/c.csv")
    try KernelFileSystem().symlink(target: "b.csv", at: project.absolute("data/c.csv"))
    try project.makeFolder("data/empty")
    let files = try project.repository.diff(.workTree).assets[0].files
    #expect(files.map(\.change) == [.modeChanged, .typeChanged, .added])
    #expect(files.map(\.isFolder) == [false, false, true])
  }

  @Test func renamesNeedContent() throws {
    let project = try Project()
    try project.write("d/a", "")
    try project.write("d/x", "same")
    try project.write("d/y", "same")
    try project.commit { $0.datasets = [NamedPath(path: project.path("d"))] }
    try project.rename("d/a", to: "d/b")
    try project.rename("d/x", to: "d/deep/x")
    try project.rename("d/y", to: "d/deep/y")
    let files = try project.repository.diff(.workTree).assets[0].files
    #expect(files.map(\.path.string) == ["d/a", "d/b", "d/deep/x", "d/deep/y"])
    #expect(files.map(\.change) == [.deleted, .added, .renamed, .renamed])
    #expect(files.compactMap(\.previousPath?.string) == ["d/x", "d/y"])
  }

  /// A metric that one side lacks is compared with nothing.
  @Test func theSameDataNeedsTwoSides() throws {
    let data = AssetObject.blob(BlobID(SHA256Hasher.hash("data")))
    let on = MetricsRecord.Measured(asset: AssetReference(kind: .dataset, name: "d"), id: data)
    func record(_ values: String) throws -> MetricsRecord {
      MetricsRecord(
        of: AssetReference(kind: .model, name: "m"), id: data, on: on, path: nil, source: nil,
        values: try JSONValue(parsing: Array(values.utf8)))
    }
    let changes = MetricChanges.compare(
      [try record(#"{"both": 1, "gone": 1}"#)], [try record(#"{"both": 2, "new": 1}"#)])
    #expect(changes.map(\.metric) == ["both", "gone", "new"])
    #expect(changes.map(\.isSameData) == [true, false, false])
  }
}
