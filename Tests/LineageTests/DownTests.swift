import Lineage
import ObjectStore
import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// From a file to every model that was made with it.
@Suite struct DownTests {
  @Test func modelsOfEveryBranchAndTagAreFound() throws {
    let scene = try Scene()
    let data = asset(dataset("d"), at: "d.csv", blob("d"))
    func made(_ name: String) -> Scene.Content {
      Scene.Content(
        files: ["d.csv": "d"],
        assets: [data, asset(model(name), at: "\(name).bin", blob(name))],
        edges: [edge(model(name), blob(name), input(dataset("d"), blob("d")))])
    }
    let main = try scene.commit("Main", made("main"))
    try scene.commit("Side", on: "side", parents: [main], made("side"))
    let tagged = try scene.commit("Tagged", on: "gone", parents: [main], made("tagged"))
    let lost = try scene.commit("Lost", on: "lost", parents: [main], made("lost"))
    try scene.edit { view in
      try view.setTag(TagName(validating: "v1"), to: tagged)
      view.removeBranch(try BranchName(validating: "gone"))
      view.removeBranch(try BranchName(validating: "lost"))
    }
    let found: Set = ["dataset/d", "model/main", "model/side", "model/tagged"]
    #expect(try Set(scene.ask("d", .down).titles) == found)
    #expect(try Set(scene.ask("d.csv", .down).titles) == found)
    #expect(try Set(scene.ask("main:d.csv", .down).titles) == found)
    #expect(try Set(scene.ask(blob("d").text, .down).titles) == found)
    #expect(try Set(scene.ask(String(blob("d").digest.hex.prefix(10)), .down).titles) == found)
    // A model of another branch is known by its name, one that no ref leads to is not.
    #expect(try scene.ask("side").lines == ["model/side <- train dataset/d"])
    #expect(code { _ = try scene.ask("lost") } == "unknown-asset")
    try scene.edit { $0.detachHead(at: lost) }
    #expect(try Set(scene.ask("d", .down).titles) == found.union(["model/lost"]))
    #expect(try scene.ask("lost").edges.count == 1)
  }

  @Test func chainsAndRenamesAreFollowedById() throws {
    let scene = try Scene()
    try scene.commit(
      "One",
      .init(
        assets: [asset(dataset("raw"), at: "raw.csv", blob("raw"))],
        edges: [edge(model("a"), blob("a"), input(dataset("raw"), blob("raw")))]))
    try scene.commit(
      "Two",
      .init(
        assets: [asset(dataset("renamed"), at: "other/raw.csv", blob("raw"))],
        edges: [
          edge(model("b"), blob("b"), input(model("calleda"), blob("a"), as: "base")),
          edge(model("c"), blob("c"), input(dataset("renamed"), blob("raw"))),
        ]))
    for subject in ["renamed", "dataset/raw", "other/raw.csv", "raw.csv@HEAD~1"] {
      let report = try scene.ask(subject, .down)
      #expect(
        Set(report.items)
          == Set([blob("raw"), blob("a"), blob("b"), blob("c")].map(\.text)), "\(subject)")
    }
    let one = try scene.ask("renamed", .down, depth: 1)
    #expect(Set(one.items) == Set([blob("raw"), blob("a"), blob("c")].map(\.text)))
    #expect(one.nodes.filter(\.isCut).map(\.item) == [.object(blob("a"))])
  }

  @Test(arguments: [StoreLimits.standard, StoreLimits.small])
  func aFileInsideAFolderCounts(limits: StoreLimits) throws {
    let scene = try Scene(limits: limits)
    var files = ["data/deep/er/x.txt": "the file", "data/y.txt": "other"]
    for number in 0..<60 { files["data/deep/\(number).txt"] = "\(number)" }
    let data = try scene.tree(
      Dictionary(uniqueKeysWithValues: files.map { (String($0.key.dropFirst(5)), $0.value) }))
    let without = try scene.tree(["y.txt": "other"])
    let folder = asset(dataset("d"), at: "data", .tree(data))
    try scene.commit(
      "Made",
      .init(
        files: files, assets: [folder],
        edges: [
          edge(model("m"), blob("m"), input(dataset("d"), .tree(data))),
          edge(model("n"), blob("n"), input(dataset("d"), .tree(without))),
        ]))
    for subject in ["data/deep/er/x.txt", "HEAD:data/deep/er/x.txt", blob("the file").text] {
      let report = try scene.ask(subject, .down)
      #expect(report.titles.contains("model/m") && !report.titles.contains("model/n"))
      #expect(report.parts.map(\.path.string) == ["deep/er/x.txt"])
      #expect(report.unreadFolders == 0)
    }
    let inner = try scene.ask("data/deep/er", .down)
    #expect(inner.titles.contains("model/m") && inner.parts.map(\.path.string) == ["deep/er"])
    #expect(try scene.ask("data/y.txt", .down).titles.contains("model/n"))
    #expect(try scene.ask("data/deep/59.txt", .down).parts.map(\.path.string) == ["deep/59.txt"])
    #expect(try scene.ask("data/", .down).parts.isEmpty)
  }

  @Test func aCodeFileLeadsToModels() throws {
    let scene = try Scene()
    func content(_ source: String, _ name: String) throws -> Scene.Content {
      let code = try scene.tree(["src/train.py": source, "README": "hello"])
      return Scene.Content(
        files: ["src/train.py": source, "README": "hello"],
        assets: [asset(model(name), at: "m.bin", blob(name))],
        code: CodeAsset(tree: code, size: 1, fileCount: 2, git: nil),
        edges: [
          edge(model(name), blob(name), input(CodeAsset.reference, .tree(code), as: "code"))
        ])
    }
    try scene.commit("One", content("v1", "one"))
    try scene.commit("Two", content("v2", "two"))
    let report = try scene.ask("src/train.py", .down)
    #expect(report.titles.contains("model/two") && !report.titles.contains("model/one"))
    #expect(report.parts.map(\.path.string) == ["src/train.py"])
    let both = try scene.ask("README", .down)
    #expect(both.titles.contains("model/two") && both.titles.contains("model/one"))
    #expect(try scene.ask("HEAD~1:src/train.py", .down).titles.contains("model/one"))
  }

  @Test func aFileOfAFolderModelHasTheModelsLineage() throws {
    let scene = try Scene()
    let bert = try scene.tree(["config.json": "{}", "model.bin": "w"])
    try scene.commit(
      "Made",
      .init(
        files: ["bert/config.json": "{}", "bert/model.bin": "w"],
        assets: [asset(model("bert"), at: "bert", .tree(bert))],
        edges: [edge(model("bert"), .tree(bert), input(dataset("d"), blob("d")))]))
    let report = try scene.ask("bert/model.bin")
    #expect(report.lines == ["model/bert <- train dataset/d"])
    #expect(report.parts.map(\.path.string) == ["model.bin"])
    #expect(try scene.ask(blob("w").text).lines == report.lines)
  }

  @Test func aFolderThatIsNotHereIsSaid() throws {
    let scene = try Scene()
    let gone = TreeID(SHA256Hasher.hash("gone"))
    try scene.commit(
      "Made",
      .init(
        files: ["x": "x"],
        edges: [edge(model("m"), blob("m"), input(dataset("d"), .tree(gone)))]))
    let report = try scene.ask("x", .down)
    #expect(report.nodes.count == 1 && report.unreadFolders == 1)
  }

  @Test func aPathOfOlderHistoryIsFound() throws {
    let scene = try Scene()
    try scene.commit(
      "Old",
      .init(
        files: ["old/x.csv": "x"],
        edges: [edge(model("m"), blob("m"), input(dataset("d"), blob("x")))]))
    try scene.commit("New")
    #expect(try scene.ask("old/x.csv", .down).titles.last == "model/m")
  }
}

extension StoreLimits {
  /// Folders of few entries a piece.
  static var small: StoreLimits {
    var limits = StoreLimits.standard
    limits.tree.tree = SplitLimits(inlineMax: 4, partMin: 2, partMax: 8, modulus: 3)
    return limits
  }
}
