import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// A file that stays, or comes back, where the version at hand has no asset for it.
@Suite struct KeptDeclarationsTests {
  /// Of three commits the last has no dataset.
  private func withoutDataset() throws -> (test: TestRepository, second: CommitID) {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1", "b.txt": "1"])
    let second = try test.commit("Second", ["b.txt": nil])
    try test.delete("data")
    try test.commit("Third")
    #expect(try test.reopened().commit(test.reopened().resolve(.head)).assets.isEmpty)
    return (test, second)
  }

  @Test func aRevertBringsTheAssetBackWithItsFile() throws {
    let (test, second) = try withoutDataset()
    let result = try test.reopened().revert(Revision(parsing: second.hex))
    let made = try test.reopened().commit(#require(result.commit))
    #expect(made.assets.map(\.path.string) == ["data"])
    #expect(try test.text("data/b.txt") == "1")
    #expect(try test.text("data/a.txt") == nil)
    #expect(try test.reopened().status(rehash: true).isClean)
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func aNameThatIsTakenIsAConflict() throws {
    let (test, second) = try withoutDataset()
    try test.write("elsewhere.txt", "2")
    var request = CommitRequest(message: "Fourth")
    request.datasets = [
      NamedPath(name: "data", path: RepositoryPath(unchecked: "elsewhere.txt"))
    ]
    let fourth = try test.reopened().commit(request).id
    let error = #expect(throws: RepositoryError.self) {
      try test.reopened().revert(Revision(parsing: second.hex))
    }
    #expect(error?.code == "revert-conflict")
    #expect(error?.description.contains("'data/b.txt'") == true)
    #expect(try test.reopened().resolve(.head) == fourth)
  }

  /// A file that was code before it was an asset is code again.
  @Test func aRevertOfTheFirstDeclarationLeavesCode() throws {
    let project = try Project()
    try project.write("m.bin", "1")
    try project.write("table.csv", "1\n")
    try project.commit { $0.models = [NamedPath(path: project.path("m.bin"))] }
    try project.write("table.csv", "2\n")
    try project.commit { $0.datasets = [NamedPath(path: project.path("table.csv"))] }
    let result = try project.repository.revert(.head)
    let made = try project.repository.commit(#require(result.commit))
    #expect(made.assets.map(\.name) == ["m"])
  }

  /// A file that came into an asset after the commit which declared it stays in that asset.
  @Test func aRevertOfTheFirstDeclarationKeepsLaterFiles() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    try test.delete("data")
    try test.commit("Second")
    let third = try test.commit("Third", ["b.txt": "1"])
    try test.commit("Fourth", ["c.txt": "1"])
    let result = try test.reopened().revert(Revision(parsing: third.hex))
    let made = try test.reopened().commit(#require(result.commit))
    #expect(made.assets.map(\.path.string) == ["data"])
    #expect(try test.text("data/b.txt") == nil && test.text("data/c.txt") == "1")
    #expect(try test.reopened().status(rehash: true).isClean)
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func metricsAndParamsComeBackAsSuch() throws {
    let project = try Project()
    try project.write("m.bin", "1")
    try project.write("m.json", #"{"acc": 0.5}"#)
    try project.write("p.yaml", "lr: 1\n")
    try project.commit("First") {
      $0.models = [NamedPath(path: project.path("m.bin"))]
      $0.metrics = [MetricsRequest(path: project.path("m.json"))]
      $0.params = project.path("p.yaml")
    }
    try project.delete("m.json")
    try project.delete("p.yaml")
    let second = try project.commit("Second", all: true).id
    try project.write("m.bin", "3")
    try project.commit("Third", all: true)
    let result = try project.repository.revert(Revision(parsing: second.hex))
    let made = try project.repository.commit(#require(result.commit))
    #expect(made.params?.path.string == "p.yaml")
    #expect(try project.text("p.yaml") == "lr: 1\n" && project.text("m.json") != nil)
    #expect(try project.status().isClean)
  }

  /// What is staged in a dataset stays in it where the other version has none.
  @Test func stagedFilesKeepTheirAsset() throws {
    let project = try Project()
    try project.write("m.bin", "1")
    try project.commit { $0.models = [NamedPath(path: project.path("m.bin"))] }
    try project.write("data/a.csv", "1\n")
    try project.commit { $0.datasets = [NamedPath(path: project.path("data"))] }
    try project.write("data/new.csv", "new\n")
    try project.add("data")
    try project.checkout("HEAD~1")
    #expect(try project.text("data/new.csv") == "new\n" && !project.exists("data/a.csv"))
    let staged = try project.status().staged
    #expect(staged.map(\.name) == ["data"])
    #expect(staged.first?.sample.map(\.path.string) == ["data/new.csv"])
    let made = try project.repository.commit(try project.commit("on the old one").id)
    #expect(made.assets.map(\.name).sorted() == ["data", "m"])
  }

  /// Where the other version has the asset elsewhere, there is no asset for it: that is said before anything changes.
  @Test func stagedFilesOfAnAssetThatIsElsewhereAreAConflict() throws {
    let project = try Project()
    try project.write("old/a.csv", "1\n")
    try project.commit("First") {
      $0.datasets = [NamedPath(name: "data", path: project.path("old"))]
    }
    try project.rename("old", to: "new")
    try project.commit("Second", all: true) {
      $0.datasets = [NamedPath(name: "data", path: project.path("new"))]
    }
    try project.write("new/b.csv", "staged\n")
    try project.add("new")
    #expect(code { try project.checkout("HEAD~1") } == "staged-changes")
    #expect(message { try project.checkout("HEAD~1") }.contains("'new/b.csv'"))
    #expect(try project.exists("new/a.csv") && !project.exists("old/a.csv"))
    #expect(try project.status().staged.first?.files.added == 1)
    try project.commit("Third", all: true)
    try project.checkout("HEAD~2")
    #expect(try project.text("old/a.csv") == "1\n" && !project.exists("new/b.csv"))
  }
}
