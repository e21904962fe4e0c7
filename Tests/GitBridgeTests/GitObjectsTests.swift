import Objects
import TestSupport
import Testing

@testable import GitBridge

/// Commits, folders and files by their ids, against what git prints.
@Suite struct GitObjectsTests {
  @Test func commitsAreReadWithTheirParents() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt")
    let first = try await fixture.commit("First\n\nMore of it.")
    try await fixture.git("checkout", "-q", "-b", "side")
    try fixture.write("b.txt")
    let side = try await fixture.commit("Side")
    try await fixture.git("checkout", "-q", "main")
    try await fixture.git(
      ["merge", "-q", "--no-ff", "-m", "Merge", "side"],
      variables: [
        "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2021-01-01T00:00:00Z",
      ])
    let git = try fixture.repository
    let merge = try #require(try git.commit(git.resolve("HEAD")))
    #expect(merge.parents == [first, side])
    #expect(merge.message == "Merge\n")
    let time = try #require(Timestamp("2020-01-01T00:00:00Z"))
    #expect(merge.author == Author(name: "Ada", email: "ada@example.org", time: time))
    #expect(merge.committedSeconds == 1_609_459_200)
    #expect(try await merge.tree == fixture.line("rev-parse", "HEAD^{tree}"))
    #expect(try git.commit(first)?.message == "First\n\nMore of it.\n")
    #expect(try git.commit(String(repeating: "1", count: 40)) == nil)
    #expect(try git.commit("HEAD") == nil)
  }

  @Test func foldersAndFilesAreRead() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt", "one\n")
    try fixture.write("sub/run.sh", "echo\n")
    try await fixture.git("add", "-A")
    try await fixture.git("update-index", "--chmod=+x", "sub/run.sh")
    try await fixture.git("-c", "alias.link=!ln -s a.txt link", "link")
    try await fixture.git("add", "link")
    try await fixture.git("commit", "-qm", "Files")
    let git = try fixture.repository
    let tree = try #require(try git.commit(git.resolve("HEAD"))).tree
    let entries = try git.entries(ofTree: tree)
    #expect(entries.map(\.name) == ["a.txt", "link", "sub"])
    #expect(entries.map(\.kind) == [.file, .symlink, .folder])
    #expect(try git.entry("sub/run.sh", ofTree: tree)?.kind == .executable)
    #expect(try git.entry("none", ofTree: tree) == nil)
    #expect(try git.entry("", ofTree: tree) == nil)
    #expect(try git.blob(entries[0].id, bytesMax: 4) == Array("one\n".utf8))
    #expect(try git.blob(entries[1].id, bytesMax: 100) == Array("a.txt".utf8))
    #expect(code { _ = try git.blob(entries[0].id, bytesMax: 3) } == "git-file-too-large")
    #expect(code { _ = try git.entries(ofTree: "none") } == "git-object-missing")
  }

  @Test func tagsLeadToCommits() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt")
    let commit = try await fixture.commit()
    try await fixture.git("tag", "light")
    try await fixture.git("tag", "-a", "-m", "A tag", "deep/annotated")
    try await fixture.git("tag", "a-file", "HEAD:a.txt")
    #expect(
      try fixture.repository.tags() == [
        GitTag(name: "deep/annotated", commit: commit), GitTag(name: "light", commit: commit),
      ])
  }
}
