import Objects
import Testing

@testable import Repository

@Suite struct ShowTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("data/a.csv", "1,2\n")
    try project.write("data/sub/b.csv", "3,4\n")
    try project.write("fraud.bin", bytes: [0, 1, 2, 0])
    try project.write("m.json", #"{"acc": 1}"#)
    try project.commit("First") {
      $0.models = [NamedPath(path: project.path("fraud.bin"))]
      $0.datasets = [NamedPath(path: project.path("data"))]
      $0.metrics = [MetricsRequest(path: project.path("m.json"))]
    }
    return project
  }

  private func cat(_ project: Project, _ text: String) throws -> String {
    var bytes: [UInt8] = []
    try project.repository.cat(text) { bytes += Array($0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func aRevisionIsACommitWithItsChanges() throws {
    let project = try makeProject()
    guard case .commit(let shown) = try project.repository.show("HEAD") else {
      Issue.record("no commit")
      return
    }
    #expect(shown.commit.message == "First" && shown.refs == ["HEAD -> main"])
    #expect(shown.changes.assets.map(\.change) == [.added, .added])
  }

  @Test func pathsAndAssetsAreFilesAndFolders() throws {
    let project = try makeProject()
    for text in ["HEAD:data", "data@HEAD", "data", "dataset/data"] {
      guard case .tree(let tree) = try project.repository.show(text) else {
        Issue.record("no tree: \(text)")
        continue
      }
      #expect(tree.entries.map(\.path.string) == ["data/a.csv", "data/sub"])
      #expect(tree.asset?.name == "data" && tree.size == 8)
    }
    guard case .file(let model) = try project.repository.show("model/fraud") else {
      Issue.record("no file")
      return
    }
    #expect(model.preview == nil && model.size == 4 && model.metrics.count == 1)
    guard case .file(let row) = try project.repository.show("HEAD:data/a.csv") else {
      Issue.record("no file")
      return
    }
    #expect(row.preview == Array("1,2\n".utf8) && row.isPreviewWhole && row.asset?.name == "data")
  }

  @Test func catGivesTheBytes() throws {
    let project = try makeProject()
    #expect(try cat(project, "HEAD:data/sub/b.csv") == "3,4\n")
    #expect(try cat(project, "fraud@main") == "\0\u{1}\u{2}\0")
    #expect(code { _ = try cat(project, "HEAD:data") } == "is-a-folder")
    #expect(code { _ = try cat(project, "HEAD") } == "is-a-folder")
  }

  @Test func listsAreFlatOrDeep() throws {
    let project = try makeProject()
    let flat = try project.repository.list()
    #expect(flat.map(\.path.string) == ["data", "fraud.bin", "m.json"])
    #expect(flat.map { $0.asset?.text } == ["dataset/data", "model/fraud", nil])
    let deep = try project.repository.list("HEAD:data", recursive: true)
    #expect(deep.map(\.path.string) == ["data/a.csv", "data/sub/b.csv"])
    #expect(try project.repository.list("HEAD:fraud.bin").map(\.type) == ["blob"])
  }

  @Test func unknownNamesSayWhatIsNear() throws {
    let project = try makeProject()
    #expect(message { _ = try project.repository.show("HEAD:data/b.csv") }.contains("a.csv"))
    #expect(code { _ = try project.repository.show("HEAD:nothing") } == "not-in-revision")
    #expect(code { _ = try project.repository.show("frued@HEAD") } == "not-in-revision")
    #expect(code { _ = try project.repository.show("nothing") } == "unknown-revision")
    try project.write("other.bin", "1")
    try project.commit { $0.datasets = [NamedPath(name: "fraud", path: project.path("other.bin"))] }
    #expect(code { _ = try project.repository.show("fraud") } == "ambiguous-asset")
  }

  @Test func theRootHasASize() throws {
    let project = try makeProject()
    guard case .tree(let root) = try project.repository.show("HEAD:") else {
      Issue.record("no tree")
      return
    }
    #expect(root.size == 8 + 4 + 10)
  }

  @Test func hintsOfCatNameWhatWasTyped() throws {
    let project = try makeProject()
    #expect(
      message { _ = try cat(project, "HEAD") }
        == "'HEAD' is a whole version | name a file in it; 'mlx ls HEAD' lists them")
    #expect(message { _ = try cat(project, "HEAD:data") }.contains("'mlx ls HEAD:data' lists them"))
  }
}
