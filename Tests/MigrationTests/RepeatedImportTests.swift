import FileIO
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

@testable import Migration

/// Imports that run again, find less than all, or meet work that was done here.
@Suite struct RepeatedImportTests {
  /// `data/raw.csv` before the branch `labels` changed it.
  private let raw = "a143b08fc9d2a021ae6bc489dfa175ee"

  @Test func aSecondImportMakesNothing() async throws {
    let fixture = try await DVCFixture("dvc-3")
    let first = try fixture.importAll()
    let operations = try fixture.open().operations.numbers().count
    let second = try fixture.importAll()
    #expect(second.made.isEmpty && second.files == 0)
    #expect(second.kept == first.made.count)
    #expect(second.branches.allSatisfy { $0.state == .same })
    #expect(try fixture.open().operations.numbers().count == operations)
  }

  @Test func newCommitsOfGitAreBroughtAlone() async throws {
    let fixture = try await DVCFixture("dvc-3")
    let first = try fixture.importAll()
    // What mlx writes for git brings no version.
    try await fixture.run("git", "add", "mlx.lock")
    try await fixture.run("git", "commit", "-qm", "Follow with mlx")
    #expect(try fixture.importAll().made.isEmpty)
    // Code alone does at the tip of a branch, since the branch must be what git's is.
    try fixture.write("README.md", "More\n")
    try await fixture.run("git", "commit", "-qam", "More")
    let second = try fixture.importAll()
    #expect(second.made.map(\.subject) == ["More"])
    let main = try #require(second.branches.first { $0.name == "main" })
    #expect(main.state == .moved)
    let repository = try fixture.open()
    let commit = try repository.commit(#require(main.commit))
    #expect(commit.parents == [first.branches.first { $0.name == "main" }?.commit])
    #expect(try repository.status().isClean)
  }

  @Test func whatWasImportedIsKnownWhenDVCHasItNoMore() async throws {
    let fixture = try await DVCFixture("dvc-3")
    let first = try fixture.importAll()
    try fixture.fileSystem.removeTree(fixture.root.appending(".dvc").appending("cache"))
    try fixture.fileSystem.removeTree(fixture.remote)
    try fixture.fileSystem.removeTree(fixture.root.appending(".mlops").appending("cache"))
    for path in ["data/images", "data/prepared", "models"] {
      try fixture.fileSystem.removeTree(fixture.root.pushing(FilePath(path)))
    }
    // The notes lead to the bytes.
    try fixture.write("params.yaml", "train:\n  rate: 0.3\n")
    try await fixture.run("git", "commit", "-qam", "Another rate")
    let dry = try fixture.importAll { $0.isDryRun = true }
    let report = try fixture.importAll()
    #expect(report.isWhole && report.files == 0)
    #expect(report.made.map(\.subject) == ["Another rate"])
    #expect(dry.isWhole && dry.made.map(\.git) == report.made.map(\.git))
    #expect(dry.kept == report.kept)
    let repository = try fixture.open()
    let commits = try [report.made.first?.id, first.branches.first { $0.name == "main" }?.commit]
      .map { try repository.commit(#require($0)) }
    #expect(commits[0].assets == commits[1].assets)
  }

  @Test func oneBranch() async throws {
    let fixture = try await DVCFixture("dvc-3")
    let report = try fixture.importAll { $0.branches = ["labels"] }
    #expect(report.branches.map(\.name) == ["labels"])
    #expect(report.tags.map(\.name) == ["v1"])
    #expect(report.made.count == 6)
    #expect(throws: (any Error).self) { try fixture.importAll { $0.branches = ["none"] } }
  }

  @Test func whatIsMissingIsListedAndBroughtLater() async throws {
    let (whole, fixture) = (try await DVCFixture("dvc-3"), try await DVCFixture("dvc-3"))
    let expected = try whole.importAll()
    let places = [fixture.place(raw), fixture.place(raw, in: fixture.remote)]
    let bytes = try fixture.fileSystem.readFile(places[0], maxBytes: 1 << 10)
    for place in places { try fixture.fileSystem.unlink(place) }
    // The work tree has another version, and no copy.
    try fixture.write("data/raw.csv", "changed\n")
    try fixture.fileSystem.unlink(fixture.root.appending("sub/work/copy.csv"))
    let first = try fixture.importAll()
    #expect(first.missing.map(\.content.path.string) == ["data/raw.csv", "sub/work/copy.csv"])
    let missing = try #require(first.missing.first)
    #expect(missing.content.hash == DVCHash(raw, kind: .md5))
    #expect(missing.content.reason == .missing)
    // All but those of the branch that changed it, and the first one, before DVC had it.
    #expect(missing.commits.count == 7)
    #expect(first.unreachable == [.init(name: "cloud", url: "s3://bucket/path")])
    let lacking = try fixture.open()
    let old = try lacking.commit(lacking.resolve(Revision(parsing: "v1")))
    #expect(!old.assets.contains { $0.name == "raw" })
    #expect(old.assets.contains { $0.name == "prepared" })
    // DVC's name is all that is known of the input.
    let edge = try #require(old.lineage.first { $0.output.name == "prepared" })
    #expect(
      edge.inputs.contains {
        $0.source == .external(uri: "dvc:data/raw.csv?md5=\(raw)", digest: nil)
      })
    #expect(try fixture.importAll().made.isEmpty)

    try File(places[0], .create, in: fixture.fileSystem).write(bytes, at: 0)
    let dry = try fixture.importAll { $0.isDryRun = true }
    let second = try fixture.importAll()
    #expect(second.isWhole)
    #expect(dry.isWhole && dry.made.map(\.git) == second.made.map(\.git))
    #expect(second.branches.map(\.commit) == expected.branches.map(\.commit))
    #expect(second.tags.map(\.commit) == expected.tags.map(\.commit))
    #expect(second.branches.first { $0.name == "main" }?.state == .replaced)
  }

  @Test func theWorkTreeHelpsWhereItHasTheBytes() async throws {
    let fixture = try await DVCFixture("dvc-3")
    for place in [fixture.place(raw), fixture.place(raw, in: fixture.remote)] {
      try fixture.fileSystem.unlink(place)
    }
    #expect(try fixture.importAll { $0.isDryRun = true }.isWhole)
    #expect(try fixture.importAll().isWhole)
  }

  @Test func damagedFilesAreNotBelieved() async throws {
    let fixture = try await DVCFixture("dvc-3")
    let place = fixture.place(raw)
    try fixture.fileSystem.unlink(place)
    try File(place, .create, in: fixture.fileSystem).write(Array("other\n".utf8), at: 0)
    // The remote has it.
    #expect(try fixture.importAll().isWhole)

    let other = try await DVCFixture("dvc-3")
    for place in [other.place(raw), other.place(raw, in: other.remote)] {
      try other.fileSystem.unlink(place)
      try File(place, .create, in: other.fileSystem).write(Array("other\n".utf8), at: 0)
    }
    try other.write("data/raw.csv", "changed\n")
    let report = try other.importAll()
    #expect(report.missing.map(\.content.reason) == [.damaged])
  }

  @Test func aFolderWithoutItsListIsFoundInTheWorkTreeOrMissing() async throws {
    let images = "219e6dbd824fac56588202b6de2b1ed4.dir"
    func without() async throws -> DVCFixture {
      let fixture = try await DVCFixture("dvc-3")
      for place in [fixture.place(images), fixture.place(images, in: fixture.remote)] {
        try fixture.fileSystem.unlink(place)
      }
      return fixture
    }
    #expect(try await without().importAll().isWhole)
    let fixture = try await without()
    try fixture.write("data/images/new.txt", "one more\n")
    let report = try fixture.importAll()
    #expect(report.missing.map(\.content.path.string) == ["data/images"])
    #expect(report.missing.first?.content.hash?.text == images)
  }

  @Test func aDryRunWritesNothing() async throws {
    let fixture = try await DVCFixture("dvc-3")
    let before = try await fixture.run("git", "status", "--porcelain", "--ignored")
    let report = try fixture.importAll { $0.isDryRun = true }
    #expect(report.made.count == 9 && report.files == 27)
    #expect(try await fixture.run("git", "status", "--porcelain", "--ignored") == before)
    #expect(throws: RepositoryError.notARepository(fixture.root.string)) { try fixture.open() }
    let real = try fixture.importAll()
    #expect(real.files == report.files && real.bytes == report.bytes)
    #expect(real.made.map(\.git) == report.made.map(\.git))
  }

  @Test func versionsThatWereMadeHereStay() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    let repository = try fixture.open()
    try fixture.write("data/table.csv", "a,b\n7,8\n")
    var request = CommitRequest(message: "By hand")
    request.all = true
    let own = try repository.commit(request).id
    let ahead = try fixture.importAll().branches.first { $0.name == "main" }
    #expect(ahead?.state == .ahead)
    // git goes another way.
    try fixture.write("README.md", "More\n")
    try await fixture.run("git", "commit", "-qam", "More")
    let report = try fixture.importAll()
    let main = try #require(report.branches.first { $0.name == "main" })
    #expect(main.state == .diverged && main.instead == "dvc/main")
    let view = try fixture.open().currentView()
    #expect(view[.main] == own)
    #expect(try view[BranchName(validating: "dvc/main")] == main.commit)
  }

  @Test func aLockOfAnImportedVersionSaysNothing() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    // `git add -A` takes mlx.lock along with what DVC changed.
    try await changeTable(in: fixture, "By DVC")
    let report = try fixture.importAll()
    #expect(report.made.map(\.subject) == ["By DVC"])
    #expect(report.branches.first { $0.name == "main" }?.state == .moved)
    #expect(try fixture.open().status().isClean)
  }

  @Test func aLockOfAVersionMadeHereStandsForIt() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    try fixture.write("data/raw.csv", "id\n1\n")
    var request = CommitRequest(message: "By hand")
    request.all = true
    let own = try fixture.open().commit(request).id
    try await fixture.run("git", "add", "-A")
    try await fixture.run("git", "commit", "-qm", "By hand")
    let first = try fixture.importAll()
    #expect(first.made.isEmpty)
    #expect(first.branches.first { $0.name == "main" }?.commit == own)
    try await changeTable(in: fixture, "By DVC")
    let second = try fixture.importAll()
    let made = try #require(second.made.first?.id)
    #expect(second.made.count == 1)
    #expect(try fixture.open().commit(made).parents == [own])
  }

  /// What `dvc add data/table.csv` and `git add -A` do after it became what `data/words.csv` is.
  private func changeTable(in fixture: DVCFixture, _ message: String) async throws {
    let md5 = "58e508ba8d83711a2a54c5de88892fa0"
    let bytes = try fixture.fileSystem.readFile(fixture.place(md5), maxBytes: 1 << 10)
    try fixture.write("data/table.csv", String(decoding: bytes, as: UTF8.self))
    try fixture.write(
      "data/table.csv.dvc", "outs:\n- md5: \(md5)\n  size: 26\n  hash: md5\n  path: table.csv\n")
    try await fixture.run("git", "add", "-A")
    try await fixture.run("git", "commit", "-qm", message)
  }

  @Test func timesNeverGoBack() async throws {
    let fixture = try await DVCFixture("dvc-2")
    func commit(_ text: String, author: String, committer: String) async throws {
      try fixture.write("README.md", text)
      try fixture.write("params.yaml", "a: \(text.count)\n")
      try await fixture.run("git", "add", "-A")
      try await fixture.run(
        "git", "-c",
        "alias.at=!GIT_AUTHOR_DATE=\(author) GIT_COMMITTER_DATE=\(committer) git commit -q",
        "at", "-m", text)
    }
    // A rebase keeps the author's time; a clock may be wrong.
    try await commit("a", author: "2023-01-01T00:00:00Z", committer: "2024-06-02T00:00:00Z")
    try await commit("bb", author: "2024-06-03T00:00:00Z", committer: "2022-01-01T00:00:00Z")
    let report = try fixture.importAll()
    let repository = try fixture.open()
    let times = try report.made.suffix(2).map { made in
      try repository.commit(#require(made.id)).author.time.description
    }
    #expect(times == ["2024-06-02T00:00:00Z", "2024-06-02T00:00:00Z"])
  }

  @Test func whatIsStagedIsNotReplaced() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    try fixture.write("data/table.csv", "a,b\n7,8\n")
    _ = try fixture.open().add([RepositoryPath(unchecked: "data/table.csv")])
    #expect(throws: MigrationError.stagedChanges) { try fixture.importAll() }
  }

  @Test func aRootBelowThatOfGit() async throws {
    let fixture = try await DVCFixture("dvc-2")
    let files = try DVCFixture.expected("expected-2.txt")[
      try await fixture.git("rev-parse", "main")]
    let outer = fixture.folder.path.appending("outer")
    try fixture.fileSystem.makeDirectory(outer, permissions: 0o755)
    try fixture.fileSystem.removeTree(fixture.root.appending(".git"))
    try await fixture.run(
      "cp", "-r", fixture.root.string, outer.appending("part").string, in: outer)
    try await fixture.run("git", "init", "-q", "-b", "main", in: outer)
    try await fixture.run("git", "add", "-A", in: outer)
    try await fixture.run("git", "commit", "-qm", "All", in: outer)
    let root = outer.appending("part")
    let report = try DVCImport.run(at: root, DVCImportRequest(), fixture.environment())
    #expect(report.isWhole && report.made.count == 1)
    let repository = try Repository.open(at: root, fixture.environment())
    #expect(try repository.status().isClean)
    let commit = try repository.commit(repository.resolve(.head))
    #expect(
      commit.assets.count == files?.keys.filter { !$0.hasPrefix("texts/") }.count.advanced(by: 1))
  }

  @Test func whatIsNoneIsRefused() async throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let environment = TestRepository.environment()
    #expect(throws: MigrationError.notADVCRepository(folder.path.string)) {
      try DVCImport.run(at: folder.path, DVCImportRequest(), environment)
    }
    let fileSystem = KernelFileSystem()
    try fileSystem.makeDirectory(folder.path.appending(".dvc"), permissions: 0o755)
    _ = try File(folder.path.appending(".dvc").appending("config"), .create, in: fileSystem)
    #expect(throws: MigrationError.notInGit(folder.path.string)) {
      try DVCImport.run(at: folder.path, DVCImportRequest(), environment)
    }
  }
}
