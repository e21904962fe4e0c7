import FileIO
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing
import WorkingTree

@testable import Migration

/// Repositories that the real dvc made arrive whole.
@Suite struct WholeImportTests {
  /// Each version holds what dvc checks out at its git commit, and nothing else that is no code.
  private func check(
    _ repository: Repository, _ report: DVCImportReport, _ expected: [String: [String: String]]
  ) throws {
    for made in report.made {
      let id = try #require(made.id)
      let commit = try repository.commit(id)
      var found: [String: String] = [:]
      for asset in commit.assets {
        try TreeWalk.files(commit.tree, in: repository.store) { path, entry in
          if path.isWithin(asset.path) { found[path.string] = entry.id.hex }
        }
      }
      #expect(found == expected[made.git], "\(made.subject)")
      #expect(commit.code?.git?.commit == made.git)
    }
  }

  @Test func threeBranchesOfDVC3() async throws {
    let fixture = try await DVCFixture("dvc-3")
    let before = try await fixture.run("git", "for-each-ref")
    let report = try fixture.importAll()
    let repository = try fixture.open()
    #expect(report.isWhole && report.isNewRepository)
    #expect(report.gitCommits == 11)
    #expect(
      report.made.map(\.subject).sorted() == [
        "A pipeline in a folder", "Data", "Imports", "Merge experiment",
        "More rows, not yet trained on",
        "Pipeline", "Raise the rate", "The registry moved", "Train on more rows",
      ])
    try check(repository, report, DVCFixture.expected("expected-3.txt"))
    let byGit = Dictionary(uniqueKeysWithValues: report.made.map { ($0.git, $0.id) })
    let view = try repository.currentView()
    for name in ["main", "experiment", "labels"] {
      let tip = try await fixture.git("rev-parse", name)
      #expect(try view[BranchName(validating: name)] == byGit[tip]!)
    }
    #expect(view.branches.count == 3)
    #expect(try await view[TagName(validating: "v1")] == byGit[fixture.git("rev-parse", "v1")]!)
    #expect(
      try await view[TagName(validating: "model-v2")] == byGit[
        fixture.git("rev-parse", "model@v2^{commit}")]!)
    #expect(view.head == .branch(.main, view[.main]))
    #expect(try repository.fsck(FsckOptions(full: true, repair: false)).isSound)
    let status = try repository.status()
    #expect(status.isClean)
    #expect(try await fixture.run("git", "status", "--porcelain") == "?? mlx.lock\n")
    #expect(try await fixture.run("git", "for-each-ref") == before)
  }

  @Test func mergesAndAuthorsAreKept() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    let repository = try fixture.open()
    func commit(_ text: String) throws -> Commit {
      try repository.commit(repository.resolve(Revision(parsing: text)))
    }
    let merge = try commit("model-v2")
    #expect(merge.message == "Merge experiment")
    #expect(
      try merge.parents.map { try repository.commit($0).message } == [
        "A pipeline in a folder", "Raise the rate",
      ])
    let data = try commit("main~5")
    #expect(data.message == "Data\n\nThe first of it.")
    #expect(
      data.author
        == Author(
          name: "Ada", email: "ada@example.org",
          time: try #require(Timestamp("2024-05-01T12:03:00Z"))))
    #expect(data.parents.isEmpty)
    #expect(data.assets.map(\.path.string).sorted() == ["data/images", "data/raw.csv"])
  }

  @Test func metricsParamsAndCode() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    let repository = try fixture.open()
    let commit = try repository.commit(repository.resolve(Revision(parsing: "experiment")))
    let metrics = try #require(commit.metrics.first)
    #expect(commit.metrics.count == 1)
    #expect(metrics.of == AssetReference(kind: .model, name: "large"))
    #expect(metrics.path?.string == "metrics.json")
    #expect(
      metrics.values == [
        "accuracy": .number(0.50), "loss": ["train": .number(0.5), "test": .number(0.75)],
      ])
    #expect(commit.params?.values == ["train": ["rate": .number(0.25), "deep": ["layers": 3]]])
    let code = try #require(commit.code)
    var files: [String] = []
    try TreeWalk.files(code.tree, in: repository.store) { path, _ in files.append(path.string) }
    #expect(
      files.contains("dvc.yaml") && files.contains("dvc.lock") && files.contains("src/train.sh"))
    #expect(!files.contains("metrics.json") && !files.contains("params.yaml"))
    #expect(UInt64(files.count) == code.fileCount)
  }

  /// Inputs as `role name:first digits`, sorted.
  private func inputs(of name: String, in commit: Commit) -> [String]? {
    commit.lineage.first { $0.output.name == name }?.inputs.map { input in
      switch input.source {
      case .asset(let reference, let id, _):
        "\(input.role) \(reference.name):\(id.digest.hex.prefix(6))"
      case .external(let uri, _): "\(input.role) \(uri)"
      }
    }.sorted()
  }

  @Test func lineageIsThatOfTheLock() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    let repository = try fixture.open()
    func commit(_ text: String) throws -> Commit {
      try repository.commit(repository.resolve(Revision(parsing: text)))
    }
    func object(_ name: String, _ commit: Commit) throws -> String {
      String(try #require(commit.assets.first { $0.name == name }).object.digest.hex.prefix(6))
    }
    let pipeline = try commit("v1")
    let code = try #require(pipeline.code).tree.hex.prefix(6)
    let prepared = try object("prepared", pipeline)
    #expect(
      inputs(of: "large", in: pipeline) == ["code code:\(code)", "source prepared:\(prepared)"])
    #expect(pipeline.lineage.allSatisfy { $0.evidence == .recorded })
    // A copy of its input is the same bytes.
    #expect(inputs(of: "frozen", in: pipeline) == nil)
    #expect(inputs(of: "table", in: pipeline) == ["source file:../outside/table.csv"])
    let moved = try commit("main")
    #expect(
      inputs(of: "words", in: moved)
        == [
          "source https://example.org/registry.git@f9533ac708767bc0b330dddd665364b45218be72#words.csv"
        ])

    // A folder with outputs, and files of git, in it: as it was read, and not any more.
    let folder = try commit("experiment~1")
    #expect(
      try inputs(of: "list", in: folder)
        == ["images", "prepared", "raw", "table", "words"].map {
          "source \($0):\(try object($0, folder))"
        })
    let changed = try #require(inputs(of: "list", in: commit("labels")))
    #expect(changed.count == 1 && changed[0].hasPrefix("source dvc:data?md5="))

    // The rows are newer than what was made of them: the edge names the rows that were read.
    let stale = try commit("labels~1")
    let old = try object("raw", pipeline)
    #expect(try object("raw", stale) != old)
    #expect(inputs(of: "prepared", in: stale) == ["code code:\(code)", "source raw:\(old)"])
    let fresh = try commit("labels")
    let newCode = try #require(fresh.code).tree.hex.prefix(6)
    #expect(
      try inputs(of: "prepared", in: fresh) == [
        "code code:\(newCode)", "source raw:\(object("raw", fresh))",
      ])
  }

  @Test func namesOfDVCLeadToObjects() async throws {
    let fixture = try await DVCFixture("dvc-3")
    try fixture.importAll()
    let repository = try fixture.open()
    let expected = try DVCFixture.expected("expected-3.txt")
    let tip = try await fixture.git("rev-parse", "main")
    let sha = try #require(expected[tip]?["data/raw.csv"])
    #expect(try repository.revParse("md5:a143b08fc9d2a021ae6bc489dfa175ee") == [sha])
    let images = try repository.commit(repository.resolve(.head)).assets.first {
      $0.name == "images"
    }
    #expect(
      try repository.revParse("md5:219e6dbd824fac56588202b6de2b1ed4.dir") == [
        images?.object.digest.hex
      ])
    #expect(throws: RepositoryError.unknownObject("md5:00")) { try repository.revParse("md5:00") }
  }

  @Test func filesOfDVC2AndOf3OnTop() async throws {
    let fixture = try await DVCFixture("dvc-2")
    let report = try fixture.importAll()
    let repository = try fixture.open()
    #expect(report.isWhole)
    #expect(report.made.count == 3)
    try check(repository, report, DVCFixture.expected("expected-2.txt"))
    let commit = try repository.commit(repository.resolve(.head))
    let tool = try TreeWalk.find(
      RepositoryPath(unchecked: "tool"), in: commit.tree, in: repository.store)
    #expect(tool?.mode == .executable)
    #expect(inputs(of: "joined", in: commit)?.count == 2)
    #expect(try repository.status().isClean)
    // The MD5 of a text with CRLF, as DVC 2 makes it.
    let sha = try DVCFixture.expected("expected-2.txt").values.compactMap { $0["windows.csv"] }
      .first
    #expect(try repository.revParse("md5:c3c6bc2ae8ece4bd2510dca21225c041") == [sha])
  }

  @Test func anImportOfAnyMachineHasTheSameIDs() async throws {
    let (one, two) = (try await DVCFixture("dvc-3"), try await DVCFixture("dvc-3"))
    // The other has its files in the remote alone.
    try two.fileSystem.removeTree(two.root.appending(".dvc").appending("cache"))
    let reports = (try one.importAll(), try two.importAll())
    #expect(reports.0.made == reports.1.made)
    #expect(reports.1.isWhole)
  }
}
