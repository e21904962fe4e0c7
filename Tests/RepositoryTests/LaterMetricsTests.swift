import Objects
import References
import Testing

@testable import Repository

/// Metrics that are measured after the commit.
@Suite struct LaterMetricsTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("fraud.bin", "1")
    try project.write("bert/model.bin", "folder")
    try project.write("holdout.csv", "1,2\n")
    try project.write("m.json", #"{"accuracy": 0.9}"#)
    try project.commit("First") {
      $0.models = [
        NamedPath(path: project.path("fraud.bin")), NamedPath(path: project.path("bert")),
      ]
      $0.datasets = [NamedPath(path: project.path("holdout.csv"))]
      $0.metrics = [MetricsRequest(model: "fraud", path: project.path("m.json"))]
      $0.on = "holdout"
    }
    try project.write("fraud.bin", "2")
    try project.commit("Second", all: true)
    return project
  }

  @discardableResult
  private func add(
    _ project: Project, _ model: String, _ text: String, on: String? = nil
  ) throws -> AddedMetrics {
    try project.write("later.json", text)
    return try project.repository.addMetrics(
      MetricsAddition(
        model: model, file: project.absolute("later.json"), name: "later.json",
        path: project.path("later.json"), on: on))
  }

  private func revision(_ text: String) throws -> Revision { try Revision(parsing: text) }

  @Test func belongToTheBytesOfTheModel() throws {
    let project = try makeProject()
    let added = try add(project, "fraud@HEAD~1", #"{"auc": 0.8}"#, on: "holdout")
    #expect(added.isNew && added.nonFinite.isEmpty && added.notices.isEmpty)
    let record = added.entry.record
    #expect(record.id == .blob(BlobID(SHA256Hasher.hash("1"))))
    #expect(record.on?.id == .blob(BlobID(SHA256Hasher.hash("1,2\n"))))
    #expect(record.source == BlobID(SHA256Hasher.hash(#"{"auc": 0.8}"#)))
    let repository = try project.repository
    #expect(try repository.store.containsBlob(#require(record.source)))
    #expect(try repository.metrics().entries.isEmpty)
    let first = try repository.metrics(revision("HEAD~1"))
    #expect(
      first.entries.map(\.record.values) == [["accuracy": .number(0.9)], ["auc": .number(0.8)]])
    #expect(first.entries.map { $0.note?.id } == [nil, added.entry.note?.id])
    #expect(try repository.fsck().danglingCount == 0)
    #expect(try repository.fsck().isSound)
  }

  @Test func namesOfModelsAndDatasets() throws {
    let project = try makeProject()
    for name in [
      "fraud", "model/fraud", "fraud.bin", "HEAD:fraud.bin", "fraud@main", "model/fraud@HEAD",
    ] {
      #expect(try add(project, name, #"{"x": 1}"#).entry.record.of.text == "model/fraud", "\(name)")
    }
    #expect(
      try add(project, "bert", #"{"x": 1}"#, on: "dataset/holdout@HEAD~1").entry.record.id.isTree)
    #expect(code { try add(project, "holdout", #"{"x": 1}"#) } == "unknown-asset")
    #expect(code { try add(project, "fraud", #"{"x": 1}"#, on: "fraud") } == "unknown-asset")
    #expect(code { try add(project, "fraud@nothing", #"{"x": 1}"#) } == "unknown-revision")
    #expect(message { try add(project, "frad", #"{"x": 1}"#) }.contains("'bert', 'fraud'"))
  }

  @Test func onlyNumbersAndWhatIsNoneIsSaid() throws {
    let project = try makeProject()
    #expect(code { try add(project, "fraud", #"{"x": "high"}"#) } == "metrics-not-numbers")
    #expect(code { try add(project, "fraud", "{") } == "invalid-metrics")
    #expect(try project.repository.notes().isEmpty)
    let added = try add(project, "fraud", #"{"loss": NaN, "top": {"acc": Infinity}}"#)
    #expect(added.nonFinite == ["loss", "top.acc"])
    #expect(added.notices.first?.contains("'later.json'") == true)
    let values = try project.repository.metrics().entries.first?.record.values
    #expect(values?["loss"]?.number?.isNaN == true)
  }

  @Test func aLongFileIsStoredToo() throws {
    let project = try makeProject()
    let members = (0..<20_000).map { #""k\#($0)": \#($0)"# }.joined(separator: ", ")
    let added = try add(project, "fraud", "{\(members)}")
    let source = try #require(added.entry.record.source)
    #expect(try project.repository.store.readBlob(source, maxBytes: 1 << 20).count > 256_000)
    #expect(try project.repository.fsck().isSound)
  }

  @Test func diffTakesThemIn() throws {
    let project = try makeProject()
    let only = try project.repository.metricsDiff(from: nil)
    #expect(only.metrics.map(\.after) == [nil])
    try add(project, "fraud", #"{"accuracy": 0.7}"#, on: "holdout")
    try add(project, "fraud", #"{"accuracy": 0.8}"#, on: "holdout")
    let report = try project.repository.metricsDiff(from: nil)
    let metric = try #require(report.metrics.first)
    // Of several the newest counts.
    #expect(metric.before == .number(0.9) && metric.after == .number(0.8) && metric.isSameData)
    let back = try project.repository.metricsDiff(from: .head, to: revision("HEAD~1"))
    #expect(back.metrics.first?.after == .number(0.9))
    let first = try project.repository.metricsDiff(from: nil, to: revision("HEAD~1"))
    #expect(first.from == .empty && first.metrics.count == 1)
  }

  @Test func showHasThemAndNotes() throws {
    let project = try makeProject()
    try add(project, "fraud", #"{"auc": 0.8}"#)
    try add(project, "bert", #"{"auc": 0.7}"#)
    let repository = try project.repository
    _ = try repository.addNote(NoteRequest("HEAD", body: .text("one")))
    _ = try repository.addNote(NoteRequest("bert", body: .text("two")))
    guard case .commit(let commit) = try repository.show("HEAD"),
      case .file(let fraud) = try repository.show("fraud"),
      case .tree(let bert) = try repository.show("bert"),
      case .file(let part) = try repository.show("HEAD:bert/model.bin")
    else {
      Issue.record("not what was named")
      return
    }
    #expect(
      commit.notes.count == 1 && commit.laterMetrics.map(\.record.of.name) == ["bert", "fraud"])
    #expect(fraud.notes.count == 1 && fraud.laterMetrics.count == 1)
    #expect(bert.notes.count == 2 && bert.laterMetrics.count == 1)
    #expect(part.notes.isEmpty && part.laterMetrics.isEmpty)
  }

  @Test func aRenamedModelKeepsThemUnderItsNewName() throws {
    let project = try makeProject()
    try add(project, "fraud", #"{"auc": 0.8}"#)
    try project.add("fraud.bin", kind: .model, name: "detector")
    try project.commit("Renamed", all: true)
    #expect(try project.repository.metrics().entries.map(\.record.of.name) == ["detector"])
  }
}
