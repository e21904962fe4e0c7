import Lineage
import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// From a model to everything that it was made from.
@Suite struct UpTests {
  private func chain(_ scene: Scene) throws -> [CommitID] {
    let raw = asset(dataset("raw"), at: "raw.csv", blob("raw"))
    let base = asset(model("base"), at: "base.bin", blob("base"))
    let tuned = asset(model("tuned"), at: "tuned.bin", blob("tuned"))
    let first = edge(model("base"), blob("base"), input(dataset("raw"), blob("raw")))
    let second = edge(
      model("tuned"), blob("tuned"), input(model("base"), blob("base"), as: "base"),
      input(dataset("raw"), blob("raw")), evidence: .recorded)
    let a = try scene.commit("Base", .init(assets: [raw, base], edges: [first]))
    let b = try scene.commit("Tuned", .init(assets: [raw, base, tuned], edges: [first, second]))
    return [a, b]
  }

  @Test func chainsOfModelsAreFollowed() throws {
    let scene = try Scene()
    let commits = try chain(scene)
    let report = try scene.ask("tuned")
    #expect(report.items == [blob("tuned").text, blob("base").text, blob("raw").text])
    #expect(
      report.lines == [
        "model/tuned <- base model/base, train dataset/raw", "model/base <- train dataset/raw",
      ])
    #expect(report.edges.map(\.evidence) == [.recorded, .declared])
    #expect(report.edges.map(\.commit.id) == [commits[1], commits[0]])
    #expect(report.edges[1].commit.subject == "Base")
    #expect(report.edges[1].commit.author.name == "Ada")
    #expect(report.nodes.map(\.depth) == [0, 1, 1])
    #expect(report.roots == [0])
    #expect(report.nodes[0].names[0].commit?.id == commits[1])
    #expect(report.nodes[0].names[0].path?.string == "tuned.bin")
  }

  @Test func depthIsALimit() throws {
    let scene = try Scene()
    _ = try chain(scene)
    let one = try scene.ask("tuned", depth: 1)
    #expect(one.lines == ["model/tuned <- base model/base, train dataset/raw"])
    #expect(one.nodes.map(\.isCut) == [false, true, false])
    let none = try scene.ask("tuned", depth: 0)
    #expect(none.edges.isEmpty && none.nodes[0].isCut)
    #expect(try scene.ask("tuned", depth: 2).nodes.allSatisfy { !$0.isCut })
  }

  @Test func anUnchangedModelKeepsTheCommitThatMadeIt() throws {
    let scene = try Scene()
    let made = edge(model("m"), blob("m"), input(dataset("d"), blob("d1")))
    let first = try scene.commit(
      "Made", .init(assets: [asset(model("m"), at: "m.bin", blob("m"))], edges: [made]))
    try scene.commit(
      "Kept",
      .init(
        assets: [
          asset(model("m"), at: "m.bin", blob("m")), asset(dataset("d"), at: "d.csv", blob("d2")),
        ], edges: [made]))
    let report = try scene.ask("m@HEAD")
    #expect(report.edges.map(\.commit.id) == [first])
    #expect(report.items.contains(blob("d1").text) && !report.items.contains(blob("d2").text))
  }

  @Test func twoWaysToTheSameBytesAreBothTold() throws {
    let scene = try Scene()
    let one = edge(model("m"), blob("m"), input(dataset("d"), blob("d1")))
    let two = edge(model("copy"), blob("m"), input(dataset("d"), blob("d2")))
    let a = try scene.commit(
      "One", .init(assets: [asset(model("m"), at: "m.bin", blob("m"))], edges: [one]))
    let b = try scene.commit(
      "Two",
      .init(
        assets: [
          asset(model("m"), at: "m.bin", blob("m")),
          asset(model("copy"), at: "copy.bin", blob("m")),
        ], edges: [one, two]))
    let report = try scene.ask("copy")
    #expect(report.edges.map(\.commit.id) == [a, b])
    #expect(report.nodes[0].names.map(\.text) == ["model/copy", "model/m"])
    #expect(try scene.ask("m").nodes[0].names.map(\.text) == ["model/m", "model/copy"])
  }

  @Test func renamesKeepTheLineage() throws {
    let scene = try Scene()
    let old = edge(model("old"), blob("m"), input(dataset("d"), blob("d")))
    let new = edge(model("new"), blob("m"), input(dataset("d"), blob("d")))
    let first = try scene.commit(
      "Old", .init(assets: [asset(model("old"), at: "old.bin", blob("m"))], edges: [old]))
    try scene.commit(
      "New", .init(assets: [asset(model("new"), at: "sub/new.bin", blob("m"))], edges: [new]))
    let report = try scene.ask("new")
    #expect(report.edges.count == 1)
    #expect(report.edges[0].outputNames == [model("old"), model("new")])
    #expect(report.edges[0].commit.id == first)
    #expect(report.nodes[0].names.map { $0.path?.string } == ["sub/new.bin", "old.bin"])
    #expect(try scene.ask("sub/new.bin") == report)
    #expect(try scene.ask("old").nodes[0].item == report.nodes[0].item)
  }

  @Test func aCircleOfHostileRecordsEnds() throws {
    let scene = try Scene()
    try scene.commit(
      "Circle",
      .init(
        assets: [asset(model("a"), at: "a.bin", blob("a"))],
        edges: [
          edge(model("a"), blob("a"), input(model("b"), blob("b"), as: "base")),
          edge(model("b"), blob("b"), input(model("a"), blob("a"), as: "base")),
          edge(model("c"), blob("c"), input(model("c"), blob("c"), as: "base")),
        ]))
    for direction in LineageQuestion.Direction.allCases {
      let report = try scene.ask("a", direction)
      #expect(report.nodes.count == 2 && report.edges.count == 2)
      let own = try scene.ask("model/c", direction)
      #expect(own.nodes.count == 1 && own.edges.count == 1)
    }
  }

  @Test func aDiamondIsShownOnce() throws {
    let scene = try Scene()
    let edges = [
      edge(dataset("l"), blob("l"), input(dataset("raw"), blob("raw"))),
      edge(dataset("r"), blob("r"), input(dataset("raw"), blob("raw"))),
      edge(
        model("m"), blob("m"), input(dataset("l"), blob("l")), input(dataset("r"), blob("r"))),
    ]
    try scene.commit(
      "All", .init(assets: [asset(model("m"), at: "m.bin", blob("m"))], edges: edges))
    let up = try scene.ask("m")
    #expect(up.titles == ["model/m", "dataset/l", "dataset/r", "dataset/raw"])
    #expect(up.edges.count == 3)
    let down = try scene.ask("raw", .down)
    #expect(down.titles == ["dataset/raw", "dataset/l", "dataset/r", "model/m"])
    #expect(
      down.lines == [
        "dataset/l <- train dataset/raw", "dataset/r <- train dataset/raw",
        "model/m <- train dataset/l, train dataset/r",
      ])
  }

  @Test func evidenceAndRunsAreTold() throws {
    let scene = try Scene()
    let run = RunID(SHA256Hasher.hash("run"))
    try scene.commit(
      "All",
      .init(edges: [
        edge(model("a"), blob("a"), input(dataset("d"), blob("d")), evidence: .observed, run: run),
        edge(model("b"), blob("b"), input(dataset("d"), blob("d")), evidence: .recorded),
        edge(model("c"), blob("c"), input(dataset("d"), blob("d")), evidence: .declared),
      ]))
    let report = try scene.ask("dataset/d", .down)
    #expect(report.edges.map(\.evidence) == [.observed, .recorded, .declared])
    #expect(report.edges.map(\.run) == [run, nil, nil])
  }

  @Test func codeComesWithGitAndEnvironmentsWithTheirRecord() throws {
    let scene = try Scene()
    let code = try scene.tree(["train.py": "print()"])
    let environment = try scene.repository.transaction("environment") { transaction in
      let record = EnvironmentRecord(
        origin: .virtualenv, interpreter: Interpreter(implementation: "CPython", version: "3.11.7"),
        distributions: ["a", "b"].map { Distribution(written: $0, version: "1.0") },
        system: SystemFacts(os: "linux", machine: "x86_64"))
      let id = try transaction.writer.putBytes(.record, record.encode())
      try transaction.view.setTag(
        TagName(validating: "env"), to: transaction.view.tags.values.sorted()[0])
      return EnvironmentID(id)
    }
    let git = GitState(
      commit: String(repeating: "9f", count: 20), branch: "main", remote: nil, isDirty: true)
    let made = edge(
      model("m"), blob("m"), input(CodeAsset.reference, .tree(code), as: "code"),
      input(
        AssetReference(kind: .environment, name: "default"), .environment(environment),
        as: "environment"))
    let content = Scene.Content(
      files: ["train.py": "print()"], assets: [asset(model("m"), at: "m.bin", blob("m"))],
      code: CodeAsset(tree: code, size: 7, fileCount: 1, git: git),
      environment: EnvironmentAsset(id: environment, evidence: .captured), edges: [made])
    try scene.commit("Made", content)
    let report = try scene.ask("m")
    let use = try #require(report.edges.first?.inputs.first)
    #expect(use.git?.commit == git.commit && use.git?.branch == "main" && use.git?.isDirty == true)
    let node = report.nodes[report.edges[0].inputs[1].node]
    #expect(node.environment?.python == "3.11.7" && node.environment?.packageCount == 2)
    #expect(try scene.ask("code", .down).titles.contains("model/m"))
    #expect(try scene.ask("default", .down).titles.contains("model/m"))
  }

  @Test func otherRepositoriesAndTheOutsideAreNamed() throws {
    let scene = try Scene()
    let origin = AssetOrigin(
      repository: "https://example.org/data", commit: CommitID(SHA256Hasher.hash("there")))
    let known = SHA256Hasher.hash("weights")
    try scene.commit(
      "Made",
      .init(
        assets: [asset(model("m"), at: "m.bin", blob("m"))],
        edges: [
          edge(
            model("m"), blob("m"), input(dataset("shared"), blob("s"), from: origin),
            external("hf:org/base@rev", digest: "sha256:" + known.hex),
            external("https://example.org/x.csv", as: "train"))
        ]))
    let report = try scene.ask("m")
    #expect(report.nodes[1].names[0].origin == origin)
    #expect(report.edges[0].inputs.map(\.origin) == [origin, nil, nil])
    #expect(report.nodes[2].item == .object(.blob(BlobID(known))))
    #expect(report.nodes[2].names[0].text == "hf:org/base@rev")
    #expect(report.nodes[3].item == .uri("https://example.org/x.csv"))
    #expect(report.edges[0].inputs.map(\.role) == ["train", "base", "train"])
    for subject in [
      "hf:org/base@rev", "sha256:" + known.hex, "blob:" + known.hex.prefix(8),
      "https://example.org/x.csv", "shared", "dataset/shared",
    ] {
      #expect(try scene.ask(subject, .down).titles.last == "model/m", "\(subject)")
    }
    #expect(
      message { _ = try scene.ask("hf:org/bose@rev") }.contains("did you mean 'hf:org/base@rev'?"))
  }
}
