import FileIO
import Objects
import Testing

@testable import Repository

@Suite struct AddTests {
  @Test func kindsAndNamesAreGuessedAndSaid() throws {
    let project = try Project()
    try project.write("data/train.csv", table(rows: 20, seed: 1))
    let result = try project.add("data/train.csv")
    let asset = try #require(result.assets.first)
    #expect(asset.kind == .dataset)
    #expect(asset.name == "train")
    #expect(asset.isGuessed && !asset.reason.isEmpty)
    #expect(asset.change == .new)
    #expect(asset.counts == FileCounts(added: 1))
    #expect(asset.format == "csv")
    let again = try #require(try project.add("data/train.csv").assets.first)
    #expect(again.change == .unchanged)
    #expect(again.newStoredBytes == 0)
    #expect(!again.isGuessed)
  }

  @Test func givenKindAndNameAreTaken() throws {
    let project = try Project()
    try project.write("weights.bin", "0123")
    let asset = try #require(
      try project.add("weights.bin", kind: .model, name: "fraud").assets.first)
    #expect(asset.kind == .model && asset.name == "fraud" && !asset.isGuessed)
    let index = try project.repository.loadIndex()
    #expect(index.assets == [AssetDeclaration(kind: .model, name: "fraud", path: asset.path)])
  }

  @Test func aPathInsideAnAssetStagesThatPart() throws {
    let project = try Project()
    try project.write("data/a.csv", "1")
    try project.write("data/b.csv", "2")
    try project.add("data", kind: .dataset)
    try project.write("data/a.csv", "11")
    try project.write("data/b.csv", "22")
    let part = try #require(try project.add("data/a.csv").assets.first)
    #expect(part.path.string == "data" && part.counts.modified == 1)
    let unstaged = try project.status().unstaged
    #expect(
      unstaged.map(\.sample) == [[FileChange(path: project.path("data/b.csv"), change: .modified)]])
    try project.delete("data/b.csv")
    #expect(try project.add("data/b.csv").assets.first?.counts.deleted == 1)
    #expect(try project.status().unstaged.isEmpty)
  }

  @Test func aDeletedAssetStagesItsDeletion() throws {
    let project = try Project()
    try project.write("model.bin", "1")
    try project.add("model.bin", kind: .model)
    try project.commit()
    try project.delete("model.bin")
    #expect(try project.add("model.bin").removed.map(\.name) == ["model"])
    #expect(try project.status().staged.map(\.change) == [.deleted])
  }

  @Test func aMissingPathNamesWhatIsNear() throws {
    let project = try Project()
    try project.write("models/fraud.bin", "1")
    let said = message { try project.add("models/frued.bin") }
    #expect(said.contains("'models/fraud.bin'"))
    #expect(code { try project.add("models/frued.bin") } == "path-not-found")
  }

  @Test func theSameNameAtANewPathIsTheSameAsset() throws {
    let project = try Project()
    try project.write("old/model.bin", "weights")
    try project.add("old/model.bin", kind: .model, name: "fraud")
    try project.write("new/model.bin", "weights")
    let moved = try #require(
      try project.add("new/model.bin", kind: .model, name: "fraud").assets.first)
    #expect(moved.change == .moved(from: project.path("old/model.bin")))
    let index = try project.repository.loadIndex()
    #expect(index.entries().map(\.path.string) == ["new/model.bin"])
    #expect(index.assets.count == 1)
  }

  @Test func aDerivedNameDoesNotStealFromAnAssetThatIsThere() throws {
    let project = try Project()
    try project.write("a/part.bin", "1")
    try project.write("b/part.bin", "2")
    try project.add("a/part.bin", kind: .artifact)
    let second = try project.add("b/part.bin", kind: .artifact)
    #expect(second.assets.map(\.name) == ["b-part"])
    #expect(second.notices.contains { $0.contains("is named 'b-part'") })
    _ = try project.repository.remove([project.path("b/part.bin")], cached: true)
    try project.delete("a/part.bin")
    let moved = try #require(try project.add("b/part.bin", kind: .artifact).assets.first)
    #expect(moved.change == .moved(from: project.path("a/part.bin")))
  }

  @Test func twoPathsOfOneCommandGetTwoNames() throws {
    let project = try Project()
    try project.write("a/part.bin", "1")
    try project.write("b/part.bin", "2")
    #expect(code { try project.add("a/part.bin", "b/part.bin", name: "x") } == "usage")
    let result = try project.add("a/part.bin", "b/part.bin", kind: .artifact)
    #expect(result.assets.map(\.name) == ["a-part", "b-part"])
    try project.write("c/part.bin", "3")
    _ = try project.add("c/part.bin", kind: .artifact, name: "part")
    #expect(
      code {
        try project.commit {
          $0.models = [
            NamedPath(name: "m", path: project.path("a/part.bin")),
            NamedPath(name: "m", path: project.path("b/part.bin")),
          ]
        }
      } == "name-taken")
  }

  @Test func pathsOfOneStemAreAllTakenByName() throws {
    let project = try Project()
    for folder in ["train", "test"] {
      try project.write("\(folder)/data.csv", table(rows: 20, seed: UInt64(folder.utf8.count)))
    }
    let hint = message { try project.commit("First") }
    #expect(hint.contains("--data train/data.csv") && hint.contains("--data test/data.csv"))
    let commit = try project.commit("First") {
      $0.datasets = ["train/data.csv", "test/data.csv"].map { NamedPath(path: project.path($0)) }
    }
    #expect(commit.assets.map(\.name) == ["test-data", "train-data"])
    try project.write("deep/test/data.csv", table(rows: 30, seed: 9))
    try project.write("data.tsv", "a\tb\n1\t2\n")
    try project.write("data.csv", table(rows: 8, seed: 4))
    let result = try project.add(all: true)
    #expect(
      result.assets.filter { $0.change == .new }.map(\.name)
        == ["data.csv", "data.tsv", "deep-test-data"])
  }

  @Test func allTakesMoreThanAListShows() throws {
    let project = try Project()
    for number in 0..<30 { try project.write("d\(number)/t\(number).csv", "a,b\n1,\(number)\n") }
    let status = try project.status()
    #expect(status.suggestions.count == 20 && status.moreSuggestions == 10)
    #expect(message { try project.commit() }.contains("and 22 more"))
    #expect(try project.add(all: true).assets.count == 30)
    #expect(try project.status().moreSuggestions == 0)
  }

  @Test func allLeavesOutWhatMlxignoreNames() throws {
    let project = try Project()
    try project.write("tmp/a.csv", "a,b\n1,2\n")
    try project.write("raw/keep.csv", "a,b\n1,2\n")
    try project.write("raw/drop.csv", "a,b\n1,3\n")
    try project.write(".mlxignore", "tmp/\n")
    try project.write("raw/.mlxignore", "drop.csv\n")
    #expect(try project.status().suggestions.map(\.path.string) == ["raw/keep.csv"])
    #expect(try project.add(all: true).assets.map(\.path.string) == ["raw/keep.csv"])
  }

  @Test func allSaysWhenItFindsNothing() throws {
    let project = try Project()
    #expect(try project.add(all: true).notices.contains { $0.hasPrefix("nothing here") })
    try project.write("out/a.csv", "a,b\n1,2\n")
    try project.write(".gitignore", "out/\n")
    #expect(try project.add(all: true).notices.contains { $0.contains("'mlx add out/a.csv'") })
  }

  @Test func aFoldersNameHasNoEnding() throws {
    let project = try Project()
    try project.write("data.v2/a.csv", "a,b\n1,2\n")
    #expect(try project.add("data.v2").assets.map(\.name) == ["data.v2"])
  }

  @Test func linksThatLeadNowhereAreSaidOnce() throws {
    let project = try Project()
    try project.write("d/a.csv", "a,b\n1,2\n")
    let kernel = KernelFileSystem()
    try kernel.symlink(target: "nothing", at: project.absolute("d/gone"))
    try project.makeFolder("d/.git")
    let result = try project.add("d", kind: .dataset)
    #expect(result.notices.contains { $0.hasPrefix("'d/gone' is kept as a link") })
    #expect(result.assets[0].leftOut.map(\.reason) == ["it belongs to another repository"])
    #expect(try !project.status().notices.contains { $0.contains("d/gone") })
    #expect(try project.add("d").notices.isEmpty)
  }

  @Test(arguments: ["/", ".", ".."])
  func aLinkAroundTheRepositoryIsRefused(target: String) throws {
    let project = try Project()
    try KernelFileSystem().symlink(target: target, at: project.absolute("around"))
    #expect(code { try project.add("around") } == "not-an-asset")
    #expect(code { try project.add("around", kind: .dataset, name: "x") } == "not-an-asset")
    #expect(try project.status().suggestions.isEmpty)
  }

  @Test func assetsDoNotNest() throws {
    let project = try Project()
    try project.write("data/x/a.csv", "1")
    try project.write("data/b.csv", "1")
    try project.add("data/x", kind: .dataset)
    #expect(code { try project.add("data", kind: .dataset) } == "asset-overlap")
    #expect(message { try project.add("data") }.contains("mlx add data/x"))
    #expect(code { try project.add("data/x/a.csv", kind: .model) } == "asset-overlap")
    #expect(code { try project.add("") } == "not-an-asset")
  }

  @Test func aNewKindOrNameIsSaid() throws {
    let project = try Project()
    try project.write("thing.bin", "1")
    try project.add("thing.bin", kind: .model)
    let changed = try #require(
      try project.add("thing.bin", kind: .dataset, name: "rows").assets.first)
    let old = AssetReferenceAtPath(kind: .model, name: "thing", path: project.path("thing.bin"))
    #expect(changed.change == .redeclared(from: old))
    #expect(try project.repository.loadIndex().assets.map(\.kind) == [.dataset])
  }

  @Test func allStagesWhatIsTrackedAndWhatLooksLikeAnAsset() throws {
    let project = try Project()
    try project.write("a.csv", table(rows: 5, seed: 1))
    try project.add("a.csv")
    try project.write("a.csv", table(rows: 6, seed: 1))
    try project.write("b.csv", table(rows: 5, seed: 2))
    try project.write("ignored.csv", table(rows: 5, seed: 3))
    try project.write(".gitignore", "ignored.csv\n")
    let result = try project.add(all: true)
    #expect(result.assets.map(\.name) == ["a", "b"])
    #expect(result.assets.map(\.change) == [.changed, .new])
  }

  @Test func severalAddsFeedOneCommit() throws {
    let project = try Project()
    try project.write("a.csv", table(rows: 9000, seed: 1))
    try project.write("b.csv", table(rows: 9000, seed: 2))
    try project.add("a.csv")
    try project.add("b.csv")
    #expect(try project.repository.loadIndex().pending.count >= 2)
    let commit = try project.commit()
    #expect(commit.assets.map(\.name) == ["a", "b"])
    #expect(try project.repository.loadIndex().pending.isEmpty)
    try project.delete("a.csv")
    try project.checkout(nil, force: true)
    #expect(try project.text("a.csv") == table(rows: 9000, seed: 1))
  }

  @Test func invalidNamesAreRefused() throws {
    let project = try Project()
    try project.write("a.csv", "1")
    #expect(code { try project.add("a.csv", name: "a@b") } == "invalid-name")
  }
}
