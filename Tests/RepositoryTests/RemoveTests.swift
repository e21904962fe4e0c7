import Objects
import Testing

@testable import Repository

@Suite struct RemoveTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("data/a.csv", "1")
    try project.write("data/b.csv", "2")
    try project.write("model.bin", "3")
    try project.add("data", kind: .dataset)
    try project.add("model.bin", kind: .model)
    try project.commit()
    return project
  }

  @Test func filesAndEmptyFoldersGo() throws {
    let project = try makeProject()
    try project.write("data/untracked.txt", "kept")
    let result = try project.repository.remove([project.path("data/a.csv")])
    #expect(result.assets.isEmpty && result.paths.count == 1)
    #expect(try !project.exists("data/a.csv"))
    try project.delete("data/untracked.txt")
    let rest = try project.repository.remove([project.path("data")])
    #expect(rest.assets.map(\.name) == ["data"])
    #expect(try !project.exists("data"))
    #expect(try project.status().staged.map(\.change) == [.deleted])
    let commit = try project.commit()
    #expect(commit.assets.map(\.state) == [.removed, .same])
  }

  @Test func cachedKeepsTheFiles() throws {
    let project = try makeProject()
    let result = try project.repository.remove([project.path("model.bin")], cached: true)
    #expect(result.keptOnDisk)
    #expect(try project.text("model.bin") == "3")
    #expect(try project.repository.loadIndex().asset(at: project.path("model.bin")) == nil)
  }

  @Test func whatIsStoredNowhereIsNotDeleted() throws {
    let project = try makeProject()
    try project.write("model.bin", "a new training run")
    let path = project.path("model.bin")
    #expect(code { try project.repository.remove([path]) } == "working-tree-modified")
    try project.add("model.bin")
    #expect(code { try project.repository.remove([path]) } == "staged-changes")
    #expect(try project.text("model.bin") == "a new training run")
    _ = try project.repository.remove([path], force: true)
    #expect(try !project.exists("model.bin"))
  }

  @Test func untrackedAndMissingPathsAreErrors() throws {
    let project = try makeProject()
    try project.write("other.txt", "1")
    #expect(code { try project.repository.remove([project.path("other.txt")]) } == "not-tracked")
    #expect(code { try project.repository.remove([project.path("modle.bin")]) } == "path-not-found")
  }

  @Test func movesAreOnDiskAndInTheIndex() throws {
    let project = try makeProject()
    try project.makeFolder("archive")
    let moved = try project.repository.move(project.path("model.bin"), to: project.path("archive"))
    #expect(moved.to.string == "archive/model.bin")
    #expect(try project.text("archive/model.bin") == "3")
    _ = try project.repository.move(project.path("data"), to: project.path("sets/2026"))
    #expect(try project.text("sets/2026/b.csv") == "2")
    let status = try project.status()
    #expect(status.unstaged.isEmpty)
    #expect(status.staged.map(\.change) == [.renamed, .renamed])
    let commit = try project.commit()
    #expect(commit.assets.map(\.state) == [.moved, .moved])
  }

  @Test func movesThatCannotBeAreRefused() throws {
    let project = try makeProject()
    func move(_ from: String, _ to: String) -> String? {
      code { _ = try project.repository.move(project.path(from), to: project.path(to)) }
    }
    #expect(move("data", "data/inner") == "cannot-move")
    #expect(move("data/a.csv", "a.csv") == "cannot-move")
    #expect(move("model.bin", "data") == "asset-overlap")
    #expect(move("data/a.csv", "model.bin") == "destination-exists")
    #expect(move("nothing", "x") == "path-not-found")
    #expect(move("data/a.csv", "data/c.csv") == nil)
    #expect(try project.text("data/c.csv") == "1")
  }
}
