import Objects
import References
import Testing

@testable import Repository

@Suite struct CommitLineageTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("fraud.bin", "m1\0")
    try project.write("train.csv", "1,2\n")
    try project.commit {
      $0.models = [NamedPath(path: project.path("fraud.bin"))]
      $0.datasets = [NamedPath(path: project.path("train.csv"))]
    }
    return project
  }

  private func edge(_ project: Project, of name: String = "fraud") throws -> LineageEdge? {
    let repository = try project.repository
    return try repository.commit(repository.resolve(.head)).lineage
      .first { $0.output.name == name }
  }

  private func inputs(_ edge: LineageEdge?) -> [String] {
    (edge?.inputs ?? []).map { input in
      switch input.source {
      case .asset(let asset, let id, _): "\(asset.name) \(id.digest.hex.prefix(4)) \(input.role)"
      case .external(let uri, let digest): "\(uri) \(digest ?? "-") \(input.role)"
      }
    }
  }

  private func blob(_ text: String) -> String { String(SHA256Hasher.hash(text).hex.prefix(4)) }

  @Test func aModelIsMadeFromTheDataOfTheCommand() throws {
    let edge = try edge(makeProject())
    #expect(inputs(edge) == ["train \(blob("1,2\n")) train"])
    #expect(edge?.evidence == .declared && edge?.id == .blob(BlobID(SHA256Hasher.hash("m1\0"))))
  }

  @Test func retrainedItTakesItsInputsAsTheyAreNow() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "m2\0")
    try project.write("train.csv", "3,4\n")
    let result = try project.commit(all: true)
    #expect(result.lineage.map(\.isNew) == [true])
    #expect(inputs(try edge(project)) == ["train \(blob("3,4\n")) train"])
  }

  @Test func newDataAloneDoesNotRewriteHowAModelWasMade() throws {
    let project = try makeProject()
    let before = try edge(project)
    try project.write("train.csv", "3,4\n")
    let result = try project.commit(all: true)
    #expect(try edge(project) == before)
    #expect(result.lineage.map(\.isNew) == [false])
    #expect(result.notices.contains { $0.hasPrefix("'fraud' was not retrained") })
    // Said once, when the data changed.
    try project.write("x.py", "1\n")
    #expect(try !project.commit().notices.contains { $0.contains("retrained") })
  }

  @Test func severalModelsAtOnceAreLinkedOnlyWhenItIsSaid() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "m2\0")
    try project.write("churn.bin", "c1\0")
    let result = try project.commit(all: true) {
      $0.models = [NamedPath(path: project.path("churn.bin"))]
    }
    #expect(try edge(project) == nil && edge(project, of: "churn") == nil)
    #expect(result.notices.contains { $0.contains("linked to nothing") })
    try project.write("fraud.bin", "m3\0")
    try project.write("churn.bin", "c2\0")
    let second = try project.commit(all: true) {
      $0.from = [
        LineageRequest(output: "churn", input: .asset("train"), role: "validation"),
        LineageRequest(output: "churn", input: .asset("fraud@HEAD"), role: nil),
      ]
    }
    #expect(second.lineage.map(\.edge.output.name) == ["churn"])
    #expect(
      inputs(try edge(project, of: "churn")) == [
        "train \(blob("1,2\n")) validation", "fraud \(blob("m2\0")) base",
      ])
    #expect(second.notices.contains { $0.contains("'fraud' is linked to nothing") })
  }

  @Test func inputsFromElsewhere() throws {
    let project = try makeProject()
    let other = try makeProject()
    try project.write("fraud.bin", "m2\0")
    let digest = "sha256:" + String(repeating: "ab", count: 32)
    try project.commit(all: true) {
      $0.from = [
        LineageRequest(
          output: nil, input: .external(uri: "hf:org/base@main", digest: digest), role: nil),
        LineageRequest(
          output: nil, input: .elsewhere(path: other.root.string, asset: "dataset/train"),
          role: nil),
      ]
    }
    let edge = try edge(project)
    #expect(
      inputs(edge) == ["hf:org/base@main \(digest) base", "train \(blob("1,2\n")) train"])
    guard case .asset(_, _, let origin?) = edge?.inputs.last?.source else {
      Issue.record("no origin")
      return
    }
    #expect(try origin.commit == other.repository.resolve(.head))
  }

  @Test func namesThatAreNothing() throws {
    let project = try makeProject()
    try project.write("fraud.bin", "m2\0")
    func said(_ output: String?, _ input: LineageRequest.Input) -> String? {
      code {
        try project.commit(all: true) {
          $0.from = [LineageRequest(output: output, input: input, role: nil)]
        }
      }
    }
    #expect(said("nothing", .asset("train")) == "unknown-asset")
    #expect(said(nil, .asset("trian")) == "unknown-asset")
    #expect(said(nil, .asset("fraud")) == "lineage-cycle")
    #expect(said(nil, .elsewhere(path: "/nowhere", asset: "x")) == "not-a-repository")
    // No URL: what it has of a login cannot be taken off, and so it is not recorded as it is.
    let odd = LineageRequest.Input.external(uri: "https://user:secret@h/\u{85}", digest: nil)
    #expect(said(nil, odd) == "invalid-lineage")
  }

  @Test func aRenamedModelKeepsItsEdge() throws {
    let project = try makeProject()
    _ = try project.repository.move(project.path("fraud.bin"), to: project.path("m/fraud.bin"))
    try project.add("m/fraud.bin", name: "scores")
    try project.commit()
    #expect(inputs(try edge(project, of: "scores")) == ["train \(blob("1,2\n")) train"])
  }

  @Test(arguments: [
    ("transactions", nil, LineageRequest.Input.asset("transactions"), nil),
    ("dataset/transactions:holdout", nil, .asset("dataset/transactions"), "holdout"),
    ("fraud=data", "fraud", .asset("data"), nil),
    ("model/fraud=data:validation", "model/fraud", .asset("data"), "validation"),
    ("hf:gpt2", nil, .external(uri: "hf:gpt2", digest: nil), nil),
    ("hf:org/m@rev:base", nil, .external(uri: "hf:org/m@rev", digest: nil), "base"),
    (
      "https://x.org/a?b=c", nil, .external(uri: "https://x.org/a?b=c", digest: nil), nil
    ),
    ("mlx:../other#clean@main", nil, .elsewhere(path: "../other", asset: "clean@main"), nil),
    ("m=mlx:../o t#h:er#x:base", "m", .elsewhere(path: "../o t#h:er", asset: "x"), "base"),
  ])
  func wishesAreRead(
    _ text: String, _ output: String?, _ input: LineageRequest.Input, _ role: String?
  )
    throws
  {
    let wish = try LineageRequest(parsing: text)
    #expect(wish == LineageRequest(output: output, input: input, role: role))
  }

  @Test(arguments: [
    "", "=x", "a=", "hf:", "https://x y", "ssh://x", "hf:a#sha256:12", "mlx:x", "mlx:#x", "mlx:x#",
    "x:Bad Role",
  ])
  func othersAreRefused(_ text: String) {
    #expect(throws: LineageInputError.self) { try LineageRequest(parsing: text) }
  }
}
