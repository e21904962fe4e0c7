import FileIO
import Objects
import SystemPackage
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

  @Test func aFolderThatIsNotThereIsNotMadeUp() throws {
    let project = try makeProject()
    let move = {
      _ = try project.repository.move(
        project.path("model.bin"), to: project.path("new"), intoFolder: true)
    }
    #expect(code(move) == "path-not-found")
    #expect(message(move).contains("mkdir -p new"))
    #expect(try project.text("model.bin") == "3")
    try project.makeFolder("new")
    try move()
    #expect(try project.text("new/model.bin") == "3")
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

/// What a link leads to is never deleted or renamed.
@Suite struct RemoveLinksTests {
  private let kernel = KernelFileSystem()

  /// Two files outside of the work tree.
  private func makeOutside(_ project: Project) throws -> FilePath {
    let folder = project.test.directory.path.appending("outside")
    try kernel.makeDirectories(folder)
    for name in ["a.csv", "b.csv"] {
      let file = try File(folder.appending(name), .create, in: kernel)
      try file.write(Array("\(name)\n".utf8), at: 0)
    }
    return folder
  }

  private func names(_ folder: FilePath) throws -> [String] {
    try kernel.entries(of: folder).map(\.name).sorted()
  }

  @Test func anAssetThatIsALinkLosesTheLink() throws {
    let project = try Project()
    let outside = try makeOutside(project)
    try kernel.symlink(target: outside.string, at: project.absolute("data"))
    try kernel.symlink(
      target: outside.appending("a.csv").string, at: project.absolute("one.csv"))
    try project.commit {
      $0.datasets = ["data", "one.csv"].map { NamedPath(path: project.path($0)) }
    }
    let result = try project.repository.remove([project.path("data"), project.path("one.csv")])
    #expect(result.assets.map(\.name) == ["data", "one"])
    #expect(result.notices.contains { $0.hasPrefix("'data' was a link") })
    #expect(try !project.exists("data") && !project.exists("one.csv"))
    #expect(try names(outside) == ["a.csv", "b.csv"])
  }

  @Test func aPathBehindALinkStays() throws {
    let project = try Project()
    let outside = try makeOutside(project)
    try project.write("data/own.csv", "own\n")
    try kernel.symlink(target: outside.string, at: project.absolute("data/ext"))
    try project.commit { $0.datasets = [NamedPath(path: project.path("data"))] }
    let part = try project.repository.remove([project.path("data/ext/a.csv")])
    #expect(part.notices.contains { $0.contains("stays on the disk") })
    #expect(try names(outside) == ["a.csv", "b.csv"])
    #expect(try project.repository.loadIndex().entry(at: project.path("data/ext/a.csv")) == nil)
    _ = try project.repository.remove([project.path("data")], force: true)
    #expect(try names(outside) == ["a.csv", "b.csv"])
    #expect(try !project.exists("data"))
  }

  @Test func nothingMovesThroughALink() throws {
    let project = try Project()
    let outside = try makeOutside(project)
    try project.write("data/own.csv", "own\n")
    try kernel.symlink(target: outside.string, at: project.absolute("data/ext"))
    try project.commit { $0.datasets = [NamedPath(path: project.path("data"))] }
    func move(_ from: String, _ to: String) -> String? {
      code { _ = try project.repository.move(project.path(from), to: project.path(to)) }
    }
    #expect(move("data/ext/a.csv", "data/moved.csv") == "cannot-move")
    #expect(move("data/own.csv", "data/ext/own.csv") == "cannot-move")
    #expect(move("data/own.csv", "data/ext") == "cannot-move")
    #expect(try names(outside) == ["a.csv", "b.csv"])
    #expect(try project.text("data/own.csv") == "own\n")
  }

  @Test func aRelativeLinkIsNotMovedToWhereItLeadsElsewhere() throws {
    let project = try Project()
    _ = try makeOutside(project)
    try kernel.symlink(target: "../outside", at: project.absolute("data"))
    try project.commit { $0.datasets = [NamedPath(path: project.path("data"))] }
    #expect(
      code { _ = try project.repository.move(project.path("data"), to: project.path("x/data")) }
        == "cannot-move")
    _ = try project.repository.move(project.path("data"), to: project.path("rows"))
    #expect(try project.status().unstaged.isEmpty)
  }
}
