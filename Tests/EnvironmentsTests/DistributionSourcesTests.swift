import FileIO
import Objects
import SystemPackage
import Testing

@testable import Environments

@Suite struct DistributionSourcesTests {
  private let commit = "0123456789abcdef0123456789abcdef01234567"

  private func source(_ text: String, _ fixture: EnvironmentFixture) throws -> JSONValue? {
    let sources = DistributionSources(files: fixture.files, workTree: fixture.workTree)
    let record = sources.source(of: try JSONValue(parsing: Array(text.utf8))).map { source in
      EnvironmentRecord(
        origin: .none, distributions: [Distribution(written: "a", version: "1", source: source)],
        system: SystemFacts(os: "linux", machine: "x86_64"))
    }
    // Whatever is read can be read again from the record.
    if let record { #expect(try EnvironmentRecord.decode(record.encode()) == record) }
    return record?.json["distributions"]?.array?.first?["source"]
  }

  @Test func archivesHaveHashes() throws {
    let fixture = try EnvironmentFixture()
    let hash = SHA256Hasher.hash("x").hex
    let expected: JSONValue = [
      "kind": "url", "url": "https://h/a.whl", "hash": .string("sha256:" + hash),
    ]
    for info in [#"{"hash":"sha256=\#(hash)"}"#, #"{"hashes":{"md5":"00","sha256":"\#(hash)"}}"#] {
      let text = #"{"url":"https://u:p@h/a.whl?token=x","archive_info":\#(info)}"#
      #expect(try source(text, fixture) == expected)
    }
    #expect(
      try source(#"{"url":"https://h/a.whl","archive_info":{"hash":"sha256=zz"}}"#, fixture)
        == ["kind": "url", "url": "https://h/a.whl", "hash": .null])
  }

  @Test func repositoriesHaveCommits() throws {
    let fixture = try EnvironmentFixture()
    let text =
      #"{"url":"https://token@h/a.git","subdirectory":"b/c","vcs_info":{"vcs":"git","commit_id":"\#(commit)"}}"#
    #expect(
      try source(text, fixture) == [
        "kind": "vcs", "url": "https://h/a.git", "vcs": "git", "commit": .string(commit),
        "subfolder": "b/c",
      ])
  }

  @Test func foldersOfTheWorkTreeAreRelative() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("work/.git/HEAD", commit + "\n")
    let text = #"{"url":"file://\#(fixture.workTree)/a%20b","dir_info":{"editable":true}}"#
    #expect(
      try source(text, fixture)
        == ["kind": "editable", "url": "a%20b", "commit": .string(commit)])
    #expect(
      try source(#"{"url":"file:///else/where","dir_info":{}}"#, fixture)
        == ["kind": "folder", "url": "file:///else/where", "commit": .null])
  }

  @Test(arguments: [
    "{}", "[]", #"{"url":5}"#, #"{"url":"https://h/a"}"#, #"{"url":"","archive_info":{}}"#,
    #"{"url":"https://h/a","vcs_info":{"vcs":"git"}}"#,
    #"{"url":"https://h/a","vcs_info":{"vcs":"git","commit_id":"--upload-pack=x"}}"#,
    #"{"url":"https://h/a","vcs_info":{"vcs":"git","commit_id":"a b"}}"#,
  ])
  func whatPEP610DoesNotKnowIsNoSource(_ text: String) throws {
    #expect(try source(text, EnvironmentFixture()) == nil)
  }

  @Test func brokenFilesAreRemarked() throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv")
    try fixture.install("six", "1.0", in: "work/.venv", source: "{")
    let record = fixture.reader().capture().record
    #expect(record.distributions.first?.source == .index)
    #expect(record.remarks.count == 1)
  }
}

@Suite struct GitHeadTests {
  private let commit = "0123456789abcdef0123456789abcdef01234567"

  private func head(_ fixture: EnvironmentFixture, _ folder: String) -> String? {
    GitHead(files: fixture.files).head(of: fixture.path(folder))
  }

  @Test func branchesAreFollowed() throws {
    let fixture = try EnvironmentFixture()
    #expect(head(fixture, "work") == nil)
    try fixture.write("work/.git/HEAD", "ref: refs/heads/main\n")
    #expect(head(fixture, "work/src/deep") == nil)
    try fixture.write(
      "work/.git/packed-refs", "# pack-refs\n\(commit) refs/heads/main\n^\(commit)\n")
    #expect(head(fixture, "work/src/deep") == commit)
    let newer = String(commit.reversed())
    try fixture.write("work/.git/refs/heads/main", newer + "\n")
    #expect(head(fixture, "work") == newer)
    try fixture.write("work/.git/HEAD", commit)
    #expect(head(fixture, "work") == commit)
  }

  @Test func worktreesShareBranches() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("tree/.git", "gitdir: ../main/.git/worktrees/tree\n")
    try fixture.write("main/.git/worktrees/tree/HEAD", "ref: refs/heads/side\n")
    try fixture.write("main/.git/worktrees/tree/commondir", "../..\n")
    try fixture.write("main/.git/refs/heads/side", commit)
    #expect(head(fixture, "tree") == commit)
  }

  @Test(arguments: ["", "ref: ../../etc/passwd", "ref: refs/../x", "deadbeef", "ref: refs/heads/x"])
  func oddHeadsAreNone(_ text: String) throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("work/.git/HEAD", text)
    try fixture.write("work/.git/refs/heads/x", "not a commit")
    #expect(head(fixture, "work") == nil)
  }
}
