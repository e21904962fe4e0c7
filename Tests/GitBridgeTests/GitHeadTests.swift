// HEAD, branches and remotes.
import Testing

@testable import GitBridge

@Suite struct GitHeadTests {
  @Test func beforeTheFirstCommit() async throws {
    let fixture = try await GitFixture()
    let head = try fixture.repository.head()
    #expect(head == GitHead(commit: nil, branch: "main"))
    #expect(head.isUnborn)
    #expect(try fixture.repository.branches().isEmpty)
    #expect(code { _ = try fixture.repository.resolve("HEAD") } == "git-revision-unknown")
  }

  @Test func onABranchAndDetached() async throws {
    let fixture = try await GitFixture()
    let first = try await fixture.commit("one")
    try await fixture.git("checkout", "-q", "-b", "exp/Größe")
    #expect(try fixture.repository.head() == GitHead(commit: first, branch: "exp/Größe"))
    let second = try await fixture.commit("two")
    try await fixture.git("checkout", "-q", "--detach", "main")
    #expect(try fixture.repository.head() == GitHead(commit: first, branch: nil))
    try await fixture.git("pack-refs", "--all")
    #expect(
      try fixture.repository.branches() == [
        GitBranch(name: "exp/Größe", commit: second, isRemote: false),
        GitBranch(name: "main", commit: first, isRemote: false),
      ])
  }

  @Test func anOpenRepositorySeesMoves() async throws {
    let fixture = try await GitFixture()
    let repository = try fixture.repository
    #expect(try repository.head().isUnborn)
    try fixture.write("a.txt")
    #expect(try repository.changes().items.map(\.path) == ["a.txt"])
    let commit = try await fixture.commit()
    #expect(try repository.head().commit == commit)
    #expect(try repository.changes().isEmpty)
    #expect(try repository.isTracked("a.txt"))
    try await fixture.git("config", "core.hooksPath", "later")
    #expect(try repository.hooksFolder() == fixture.root.appending("later"))
  }

  @Test func remotesHaveAnOrder() async throws {
    let fixture = try await GitFixture()
    #expect(try fixture.repository.remoteURL() == nil)
    try await fixture.git("remote", "add", "only", "/srv/only.git")
    #expect(try fixture.repository.remoteURL() == "/srv/only.git")
    try await fixture.git("remote", "add", "two", "git@example.org:two.git")
    #expect(try fixture.repository.remoteURL() == nil)
    try await fixture.git("remote", "add", "origin", "https://ada:secret@example.org/three.git")
    #expect(try fixture.repository.remoteURL() == "https://example.org/three.git")
    try await fixture.git("config", "branch.main.remote", "two")
    #expect(try fixture.repository.remoteURL() == "git@example.org:two.git")
    try await fixture.git("config", "branch.main.remote", "https://token@example.org/four")
    #expect(try fixture.repository.remoteURL() == "https://example.org/four")
    try await fixture.git("config", "branch.main.remote", ".")
    #expect(try fixture.repository.remoteURL() == "https://example.org/three.git")
  }

  @Test func mirrorsOfThisMachineAreNotRecorded() async throws {
    let fixture = try await GitFixture()
    try await fixture.git("remote", "add", "origin", "https://example.org/a.git")
    try await fixture.git("config", "url./mirror/.insteadOf", "https://example.org/")
    #expect(try fixture.repository.remoteURL() == "https://example.org/a.git")
  }

  @Test func remoteBranchesAreListed() async throws {
    let fixture = try await GitFixture()
    let commit = try await fixture.commit()
    try await fixture.git("clone", "-q", ".", "../clone")
    let clone = try #require(try fixture.discover("clone"))
    #expect(
      try clone.branches() == [
        GitBranch(name: "main", commit: commit, isRemote: false),
        GitBranch(name: "origin/main", commit: commit, isRemote: true),
      ])
    #expect(try clone.remoteURL()?.hasSuffix("/repo/.") == true)
  }

  @Test(arguments: [
    ("https://example.org/a.git", "https://example.org/a.git"),
    ("https://ada:secret@example.org/a.git", "https://example.org/a.git"),
    ("https://ghp_token@example.org:8443/a.git", "https://example.org:8443/a.git"),
    ("https://ada:sec@ret@example.org/a.git", "https://example.org/a.git"),
    ("https://ada:sec/ret@example.org/a.git", "https://example.org/a.git"),
    ("https://example.org/@scope/a.git", "https://example.org/@scope/a.git"),
    ("https://example.org:443/@scope/a.git", "https://example.org:443/@scope/a.git"),
    ("https://example.org/a.git?private_token=x#y", "https://example.org/a.git"),
    ("ssh://git@example.org:22/a.git", "ssh://git@example.org:22/a.git"),
    ("ssh://git:secret@example.org/a.git", "ssh://git@example.org/a.git"),
    ("git+ssh://git:secret@[::1]:22/a.git", "git+ssh://git@[::1]:22/a.git"),
    ("https://[::1]/a@b.git", "https://[::1]/a@b.git"),
    ("https://user:pass@", "https://"),
    ("git@example.org:a/b.git", "git@example.org:a/b.git"),
    ("ada:secret@example.org:a/b.git", "ada@example.org:a/b.git"),
    ("example.org:folder@2/b.git", "example.org:folder@2/b.git"),
    ("/srv/git/a.git", "/srv/git/a.git"),
    ("file:///srv/a@b.git", "file:///srv/a@b.git"),
    ("", ""),
  ])
  func credentialsStayOut(url: String, clean: String) {
    #expect(RemoteURL.withoutCredentials(url) == clean)
  }
}
