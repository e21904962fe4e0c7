import Lineage
import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// What the text of a question may be.
@Suite struct SubjectTests {
  private func scene() throws -> Scene {
    let scene = try Scene()
    let fraud = asset(model("fraud"), at: "models/fraud.bin", blob("fraud"))
    let both = [
      fraud, asset(dataset("both"), at: "both.csv", blob("both data")),
      asset(model("both"), at: "both.bin", blob("both model")),
    ]
    try scene.commit(
      "First",
      .init(
        files: ["models/fraud.bin": "fraud", "notes.txt": "notes"], assets: both,
        edges: [edge(model("fraud"), blob("fraud"), input(dataset("both"), blob("both data")))]))
    return scene
  }

  @Test(arguments: [
    "fraud", "model/fraud", "models/fraud.bin", "fraud@HEAD", "model/fraud@main",
    "models/fraud.bin@main", "HEAD:models/fraud.bin", "main:models/fraud.bin/",
  ])
  func namesOfOneThing(text: String) throws {
    let report = try scene().ask(text)
    #expect(report.nodes[0].item == .object(blob("fraud")))
    #expect(report.title(0) == "model/fraud")
    #expect(report.edges.count == 1)
  }

  @Test func idsWholeAndInPart() throws {
    let scene = try scene()
    let hex = blob("fraud").digest.hex
    for text in [
      hex, "blob:" + hex, String(hex.prefix(6)), "blob:\(hex.prefix(4))", "sha256:" + hex,
      hex.uppercased(),
    ] {
      #expect(try scene.ask(text).nodes[0].item == .object(blob("fraud")), "\(text)")
    }
    // What no edge and no asset is, is found in the store.
    #expect(try scene.ask(blob("notes").text).nodes[0].item == .object(blob("notes")))
    #expect(code { _ = try scene.ask("tree:" + hex) } == "unknown-object")
    #expect(code { _ = try scene.ask("blob:0000") } == "unknown-object")
    #expect(code { _ = try scene.ask(String(repeating: "0", count: 64)) } == "unknown-object")
  }

  @Test func severalAnswersAreListed() throws {
    let scene = try scene()
    #expect(
      message { _ = try scene.ask("both") }
        == "'both' may be 'dataset/both' or 'model/both' | name one of them in full")
    #expect(try scene.ask("dataset/both").nodes[0].item == .object(blob("both data")))
    var ids: [String] = []
    // Two files whose ids begin alike.
    for number in 0..<20_000 {
      ids.append(blob("\(number)").digest.hex)
    }
    let byStart = Dictionary(grouping: ids) { $0.prefix(4) }
    let pair = try #require(byStart.values.first { $0.count == 2 })
    let objects = try pair.map { AssetObject.blob(BlobID(try #require(Digest(hex: $0)))) }
    try scene.commit(
      "More", .init(edges: objects.map { edge(model("x"), $0, input(dataset("d"), blob("d"))) }))
    let text = message { _ = try scene.ask(String(pair[0].prefix(4))) }
    #expect(text.contains("' may be 'blob:") && text.contains("' or 'blob:"))
  }

  @Test func unknownNamesGetNearOnes() throws {
    let scene = try scene()
    #expect(
      message { _ = try scene.ask("frud") }
        == "no asset, path, id or URI is known as 'frud'; did you mean 'fraud'? | ")
    #expect(message { _ = try scene.ask("models/fraud.bim") }.contains("'models/fraud.bin'"))
    #expect(
      message { _ = try scene.ask("frud@HEAD") }
        == "'HEAD' has no path and no asset 'frud'; did you mean 'fraud'? | ")
    #expect(code { _ = try scene.ask("HEAD:nothing") } == "not-in-revision")
    #expect(code { _ = try scene.ask("fraud@nothing") } == "unknown-revision")
    #expect(code { _ = try scene.ask("") } == "unknown-asset")
    #expect(code { _ = try scene.ask("a b\u{1}") } == "unknown-asset")
  }

  @Test func aWholeVersionIsNoAsset() throws {
    let scene = try scene()
    #expect(
      message { _ = try scene.ask("HEAD") }
        == "'HEAD' is a whole version | name an asset of it: 'mlx lineage both@HEAD'")
    #expect(code { _ = try scene.ask("main") } == "not-an-asset")
    #expect(code { _ = try scene.ask("main:") } == "not-an-asset")
  }

  @Test func anEmptyRepositoryKnowsNothing() throws {
    let scene = try Scene()
    #expect(code { _ = try scene.ask("fraud") } == "unknown-asset")
    #expect(code { _ = try scene.ask("fraud", .down) } == "unknown-asset")
    #expect(code { _ = try scene.ask("HEAD:x") } == "no-commit")
    #expect(code { _ = try scene.ask("abcd") } == "unknown-object")
  }

  @Test func nothingRecordedIsAnAnswer() throws {
    let scene = try scene()
    let report = try scene.ask("model/both")
    #expect(report.nodes.count == 1 && report.edges.isEmpty && !report.nodes[0].isCut)
    #expect(try scene.ask("notes.txt", .down).nodes.count == 1)
  }

  @Test func anAssetOfOlderHistoryIsFound() throws {
    let scene = try scene()
    try scene.commit("Empty")
    #expect(try scene.ask("fraud").edges.count == 1)
    #expect(try scene.ask("fraud@HEAD~1") == scene.ask("fraud"))
    #expect(code { _ = try scene.ask("fraud@HEAD") } == "not-in-revision")
  }
}
