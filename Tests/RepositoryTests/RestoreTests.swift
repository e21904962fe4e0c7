import Objects
import Testing

@testable import Repository

@Suite struct RestoreTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("data/a.csv", "1\n")
    try project.write("data/b.csv", "1\n")
    try project.write("model.bin", "one")
    try project.commit {
      $0.models = [NamedPath(path: project.path("model.bin"))]
      $0.datasets = [NamedPath(path: project.path("data"))]
    }
    return project
  }

  @Test func filesComeBackFromTheIndexAndTheirBytesAreKept() throws {
    let project = try makeProject()
    try project.write("data/a.csv", "never staged\n")
    try project.delete("data/b.csv")
    let result = try project.restore("data")
    #expect(try project.text("data/a.csv") == "1\n" && project.text("data/b.csv") == "1\n")
    #expect(try project.status().isClean)
    let notice = try #require(result.notices.first { $0.contains("mlx cat-file -p") })
    let hex = BlobID(SHA256Hasher.hash("never staged\n")).hex
    #expect(notice.contains(hex))
    let kept = try project.repository.store.readBlob(try #require(BlobID(hex: hex)), maxBytes: 100)
    #expect(kept == Array("never staged\n".utf8))
  }

  @Test func stagedChangesAreUnstaged() throws {
    let project = try makeProject()
    try project.write("data/a.csv", "2\n")
    try project.write("new.bin", "new")
    try project.add("data", "new.bin")
    try project.restore("data/a.csv", "new.bin", staged: true, workTree: false)
    let status = try project.status()
    #expect(status.staged.isEmpty && status.unstaged.map(\.name) == ["data"])
    #expect(try project.text("data/a.csv") == "2\n")
    #expect(try project.repository.loadIndex().assets.map(\.name) == ["data", "model"])
  }

  @Test func aStagedRemovalIsUnstaged() throws {
    let project = try makeProject()
    try project.repository.remove([project.path("model.bin")])
    try project.restore("model.bin", staged: true)
    #expect(try project.text("model.bin") == "one" && project.status().isClean)
  }

  @Test func anotherVersionIsASource() throws {
    let project = try makeProject()
    try project.write("model.bin", "two")
    try project.commit(all: true)
    try project.restore("model", source: "HEAD~1")
    #expect(try project.text("model.bin") == "one")
    #expect(try project.status().unstaged.map(\.name) == ["model"])
    try project.restore("model.bin", staged: true, source: "HEAD~1")
    let status = try project.status()
    #expect(status.unstaged.isEmpty && status.staged.map(\.name) == ["model"])
  }

  @Test func beforeTheFirstCommitItUnstagesAll() throws {
    let project = try Project()
    try project.write("a.csv", "1\n")
    try project.add("a.csv")
    try project.restore("a.csv", staged: true, workTree: false)
    #expect(try project.repository.loadIndex().isEmpty && project.text("a.csv") == "1\n")
  }

  @Test func unknownPathsAreErrors() throws {
    let project = try makeProject()
    #expect(code { try project.restore("modle.bin") } == "not-in-revision")
    #expect(message { try project.restore("modle.bin") }.contains("'model.bin'"))
  }

  @Test func whatChangesNothingIsNoOperation() throws {
    let project = try Project()
    try project.write("a.csv", "1\n")
    try project.write("b.csv", "1\n")
    try project.add("b.csv")
    try project.add("a.csv")
    try project.commit()
    let count = try project.repository.operationLog().count
    try project.restore("a.csv", staged: true)
    try project.restore("a.csv")
    #expect(try project.repository.operationLog().count == count)
  }

  @Test func theIndexIsNoRevision() throws {
    let project = try makeProject()
    let said = message { try project.restore("nosuch") }
    #expect(said.hasPrefix("the index has no path and no asset 'nosuch' |"))
    #expect(!said.contains("mlx ls the") && !said.contains("'the index'"))
  }

  @Test(arguments: ["../x", "/etc/passwd"])
  func pathsOutsideAreSaidToBe(typed: String) throws {
    let project = try makeProject()
    let repository = try project.repository
    #expect(code { _ = try repository.checkoutPath(typed, from: project.root) } == "path-outside")
    let inside = try repository.checkoutPath("model/fraud", from: project.root)
    #expect(inside == CheckoutPath(text: "model/fraud", path: project.path("model/fraud")))
  }

  @Test func theRootIsCalledByItsName() throws {
    let project = try makeProject()
    let said = message { try project.commit { $0.params = project.path("") } }
    #expect(said.hasPrefix("'.' is a folder |"))
  }
}
