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
    #expect(code { try project.add("b/part.bin", kind: .artifact) } == "name-taken")
    #expect(
      message { try project.add("b/part.bin", kind: .artifact) }.contains("--name OTHER b/part.bin")
    )
    try project.delete("a/part.bin")
    let moved = try #require(try project.add("b/part.bin", kind: .artifact).assets.first)
    #expect(moved.change == .moved(from: project.path("a/part.bin")))
  }

  @Test func twoPathsOfOneCommandCannotShareAName() throws {
    let project = try Project()
    try project.write("a/part.bin", "1")
    try project.write("b/part.bin", "2")
    #expect(code { try project.add("a/part.bin", "b/part.bin", kind: .artifact) } == "name-taken")
    #expect(try project.repository.loadIndex().isEmpty)
    #expect(code { try project.add("a/part.bin", "b/part.bin", name: "x") } == "usage")
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
