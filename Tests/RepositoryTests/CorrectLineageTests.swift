import Environments
import FileIO
import Objects
import ProjectFiles
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Edges that are corrected by hand, and those that must not be.
@Suite struct CorrectLineageTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("fraud.bin", "m1\0")
    try project.write("data/tx.csv", "1,2\n")
    try project.write("train.py", "1\n")
    try project.commit {
      $0.models = [NamedPath(path: project.path("fraud.bin"))]
      $0.datasets = [NamedPath(path: project.path("data/tx.csv"))]
    }
    return project
  }

  private func head(_ project: Project) throws -> Commit {
    let repository = try project.repository
    return try repository.commit(repository.resolve(.head))
  }

  private func edge(_ project: Project, of name: String = "fraud") throws -> LineageEdge {
    try #require(try head(project).lineage.first { $0.output.name == name })
  }

  /// The id of the input in a role.
  private func id(_ edge: LineageEdge, _ role: String) -> AssetObject? {
    for case .asset(_, let id, _) in edge.inputs.filter({ $0.role == role }).map(\.source) {
      return id
    }
    return nil
  }

  private func from(_ texts: String...) throws -> [LineageRequest] {
    try texts.map { try LineageRequest(parsing: $0) }
  }

  /// A capture that is told from others by a remark.
  private func capture(_ project: Project, _ remark: String) throws -> FilePath {
    var capture = try project.repository.captureEnvironment()
    capture.record.remarks.append(remark)
    let file = project.test.directory.path.appending("\(remark).json")
    try CaptureFile.write(capture, to: file, in: KernelFileSystem())
    return file
  }

  @Test func anAmendedCommitKeepsTheEdgeThatItMade() throws {
    let project = try makeProject()
    let before = try edge(project)
    try project.write("train.py", "2\n")
    let result = try project.commit { $0.amend = true }
    #expect(try edge(project) == before)
    // It is new to who reads the history.
    #expect(result.lineage.map(\.isNew) == [true])
    #expect(result.notices.contains { $0.contains("'--from fraud=code'") })
    try project.write("train.py", "3\n")
    #expect(try !project.commit().notices.contains { $0.contains("keeps the code") })
  }

  @Test func amendWithInputsReplacesThemAndKeepsTheCode() throws {
    let project = try makeProject()
    let before = try edge(project)
    try project.write("train.py", "2\n")
    try project.commit {
      $0.amend = true
      $0.from = try! from("tx:holdout", "tx:holdout")
    }
    let after = try edge(project)
    #expect(after.inputs.map(\.role) == ["holdout", "code"])
    #expect(id(after, "code") == id(before, "code"))
    try project.commit {
      $0.amend = true
      $0.from = try! from("tx", "code")
    }
    #expect(try id(edge(project), "code") == .tree(#require(head(project).code).tree))
    #expect(try edge(project).inputs.map(\.role) == ["train", "code"])
  }

  @Test func amendWithAnEnvironmentCorrectsTheEdgeThatTheCommitMade() throws {
    let project = try makeProject()
    let before = try edge(project)
    let first = try capture(project, "first")
    let result = try project.commit {
      $0.amend = true
      $0.environmentFile = first
    }
    let after = try edge(project)
    #expect(id(after, "environment") == (try head(project).environment.map { .environment($0.id) }))
    #expect(id(after, "code") == id(before, "code") && result.lineage.map(\.isNew) == [true])
    // Not those that it only took over.
    let second = try capture(project, "second")
    let later = try project.commit { $0.environmentFile = second }
    #expect(try edge(project) == after)
    #expect(later.notices.contains { $0.hasPrefix("'fraud' keeps the environment") })
    try project.commit {
      $0.amend = true
      $0.environmentFile = first
    }
    #expect(try edge(project) == after)
    try project.commit {
      $0.amend = true
      $0.environmentFile = second
      $0.from = try! from("tx")
    }
    #expect(
      try id(edge(project), "environment") == head(project).environment.map { .environment($0.id) })
  }

  @Test func ofOneNameTheModelIsMadeAndTheDatasetIsUsed() throws {
    let project = try makeProject()
    try project.write("fraud.csv", "1\n")
    try project.write("fraud.bin", "m2\0")
    try project.commit(all: true) {
      $0.datasets = [NamedPath(path: project.path("fraud.csv"))]
      $0.from = try! from("fraud=fraud")
    }
    let edge = try edge(project)
    #expect(edge.output.kind == .model)
    #expect(id(edge, "train") == .blob(BlobID(SHA256Hasher.hash("1\n"))))
  }

  @Test func outputsAreNotMadeFromEachOther() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "m2\0")
    try project.write("other.bin", "o1\0")
    let said = code {
      try project.commit(all: true) {
        $0.models = [NamedPath(path: project.path("other.bin"))]
        $0.from = try! from("fraud=other", "other=fraud")
      }
    }
    #expect(said == "lineage-cycle")
  }

  @Test func urlsAreRecordedWithoutSecrets() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "m2\0")
    let result = try project.commit(all: true) {
      $0.from = try! from("https://ada:secret@x.org/a?token=1", "hf:gpt2@main:base")
    }
    #expect(
      try edge(project).inputs.prefix(2).map(\.source) == [
        .external(uri: "https://x.org/a", digest: nil),
        .external(uri: "hf:gpt2@main", digest: nil),
      ])
    #expect(result.notices.contains { $0.contains("'https://x.org/a' is recorded without") })
    #expect(!result.notices.contains { $0.contains("secret") })
  }

  @Test func anotherRepositoryIsFoundFromTheFolderThatOneIsIn() throws {
    let project = try makeProject()
    let repository = try project.repository
    let folder = project.absolute("a/b")
    let typed = try #require(try from("mlx:../../../other#x").first)
    #expect(
      typed.typed(in: folder, of: repository).input == .elsewhere(path: "../other", asset: "x"))
    let absolute = try #require(try from("mlx:/data/other#x").first)
    #expect(absolute.typed(in: folder, of: repository) == absolute)
  }

  @Test func aModelThatTheProjectFileNamesAsItsOwnBaseIsTheOneBefore() throws {
    let project = try makeProject()
    let first = try edge(project).id
    try project.write(
      "mlx.yaml", "assets:\n  fraud:\n    lineage: [tx, fraud: {role: base}]\n")
    try project.write("fraud.bin", "m2\0")
    try project.commit(all: true)
    #expect(try id(edge(project), "base") == first)
    #expect(try edge(project).inputs.map(\.role) == ["train", "base", "code"])
    #expect(try head(project).code?.tree != nil)
  }

  @Test func aRenamedInputIsFollowed() throws {
    let project = try makeProject()
    _ = try project.repository.move(project.path("data/tx.csv"), to: project.path("tx.csv"))
    try project.add("tx.csv", name: "payments")
    try project.commit()
    try project.write("fraud.bin", "m2\0")
    try project.write("tx.csv", "3,4\n")
    let result = try project.commit(all: true)
    #expect(try id(edge(project), "train") == .blob(BlobID(SHA256Hasher.hash("3,4\n"))))
    #expect(!result.notices.contains { $0.contains("no more") })
    _ = try project.repository.move(project.path("tx.csv"), to: project.path("tx2.csv"))
    try project.add("tx2.csv", name: "again")
    try project.write("fraud.bin", "m3\0")
    try project.commit(all: true)
    #expect(try edge(project).inputs.map(\.role) == ["train", "code"])
  }

  @Test func theFirstVersionHasNoneBefore() throws {
    let project = try Project()
    try project.write("mlx.yaml", "assets:\n  fraud:\n    lineage: [fraud]\n")
    try project.write("fraud.bin", "m1\0")
    try project.commit { $0.models = [NamedPath(path: project.path("fraud.bin"))] }
    #expect(try edge(project).inputs.map(\.role) == ["code"])
  }

  @Test func anInputOfTheProjectFileThatIsNotThereIsSaidWithItsPlace() throws {
    let project = try makeProject()
    try project.write("mlx.yaml", "assets:\n  fraud:\n    lineage:\n      - later\n")
    try project.write("fraud.bin", "m2\0")
    do {
      try project.commit(all: true)
      Issue.record("no error")
    } catch let error as ProjectFileError {
      #expect(error.description.hasPrefix("mlx.yaml:4:9: no asset 'later'"))
    }
    // It is about what changed: nothing else needs the file.
    try project.write("fraud.bin", "m1\0")
    try project.write("mlx.yaml", "assets: [")
    _ = try project.status()
  }
}
