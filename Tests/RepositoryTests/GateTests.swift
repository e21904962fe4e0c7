import Evaluation
import Objects
import ProjectFiles
import References
import Testing

@testable import Repository

/// Gates of versions: what is compared with what, and what is read for it.
@Suite struct GateTests {
  private static let policy = """
    gates:
      fraud:
        - metric: recall
          no_worse_than: {ref: BASE, by: 0.01}
    """

  private func table(right: Int, wrong: Int) -> String {
    "label,prediction\n" + String(repeating: "1,1\n", count: right)
      + String(repeating: "1,0\n", count: wrong) + String(repeating: "0,0\n", count: 50)
  }

  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("fraud.bin", "1")
    try project.write("holdout.csv", "1,2\n")
    try project.commit("First") {
      $0.models = [NamedPath(path: project.path("fraud.bin"))]
      $0.datasets = [NamedPath(path: project.path("holdout.csv"))]
    }
    return project
  }

  private func version(_ project: Project, _ bytes: String) throws {
    try project.write("fraud.bin", bytes)
    try project.commit("Model \(bytes)", all: true)
  }

  @discardableResult
  private func evaluate(
    _ project: Project, _ model: String, right: Int, wrong: Int, on: String? = "holdout"
  ) throws -> EvaluateResult {
    try project.write("p.csv", table(right: right, wrong: wrong))
    var request = EvaluateRequest(
      file: "p.csv", disk: project.absolute("p.csv"), path: project.path("p.csv"))
    request.of = model
    request.on = on
    return try project.repository.evaluate(request)
  }

  private func decide(
    _ project: Project, _ policy: String = Self.policy, head: String = "HEAD", base: String? = nil
  ) throws -> GateReport {
    let repository = try project.repository
    return try repository.decideGates(
      policy: ProjectFile(parsing: Array(policy.utf8)),
      head: repository.resolve(Revision(parsing: head)),
      base: base.map { try repository.resolve(Revision(parsing: $0)) })
  }

  private func outcomes(_ report: GateReport) -> [GateOutcome] { report.rows.map(\.outcome) }

  @Test func theEvaluationIsANoteWithItsTable() throws {
    let project = try makeProject()
    let result = try evaluate(project, "fraud", right: 40, wrong: 10)
    #expect(result.isNew && result.evaluation.values["recall"] == 0.8)
    let repository = try project.repository
    #expect(repository.store.containsBlob(result.predictions))
    let note = try #require(try repository.notes(kind: .evaluation).first?.note)
    #expect(note.evaluationDetail?.confusion == [[50, 0], [10, 40]])
    #expect(note.evaluationDetail?.path?.string == "p.csv")
    #expect(note.metrics?.source == result.predictions)
    #expect(note.metrics?.values["n"] == 100)
    #expect(try repository.fsck().isSound && repository.fsck().danglingCount == 0)
    // What is recorded is found as metrics, too.
    #expect(try repository.metrics().entries.count == 1)
  }

  @Test func baseIsTheVersionBeforeTheModelChanged() throws {
    let project = try makeProject()
    try evaluate(project, "fraud", right: 40, wrong: 10)
    #expect(try decide(project).rows.map(\.reason) == ["there is no earlier version"])
    try version(project, "2")
    #expect(try outcomes(decide(project)) == [.undecided])
    try evaluate(project, "fraud", right: 20, wrong: 30)
    #expect(try outcomes(decide(project)) == [.failed])
    // A commit that leaves the model as it is changes nothing.
    try project.write("other.txt", "x")
    try project.add("other.txt", kind: .artifact)
    try project.commit("Other")
    let report = try decide(project)
    #expect(outcomes(report) == [.failed])
    #expect(report.rows.first?.reference?.value == 0.8)
    // Against the commit before, it is the same model.
    #expect(try decide(project, base: "HEAD~1").rows.map(\.reason) == ["BASE has the same model"])
    #expect(try outcomes(decide(project, head: "HEAD~2")) == [.passed])
  }

  @Test func otherDataDoesNotCompare() throws {
    let project = try makeProject()
    try evaluate(project, "fraud", right: 40, wrong: 10)
    try project.write("holdout.csv", "3,4\n")
    try version(project, "2")
    try evaluate(project, "fraud", right: 40, wrong: 10)
    #expect(try outcomes(decide(project)) == [.undecided])
    try evaluate(project, "fraud@HEAD~1", right: 39, wrong: 11)
    #expect(try decide(project).rows.first?.reason.contains("it is not recorded") == false)
    // The same data, for the old model: now they compare.
    try evaluate(project, "fraud@HEAD~1", right: 50, wrong: 0, on: "holdout@HEAD")
    #expect(try outcomes(decide(project)) == [.failed])
  }

  @Test func aliasesAndRevisions() throws {
    let project = try makeProject()
    try evaluate(project, "fraud", right: 40, wrong: 10)
    try version(project, "2")
    try evaluate(project, "fraud", right: 45, wrong: 5)
    let policy = Self.policy.replacing("BASE", with: "production")
    #expect(try outcomes(decide(project, policy)) == [.undecided])
    try project.repository.createTag(
      TagName(validating: "production"), at: Revision(parsing: "HEAD~1"))
    #expect(try decide(project, policy).rows.first?.reason == "better than production by 0.1")
    try project.repository.createTag(TagName(validating: "registry/fraud/production"))
    #expect(try decide(project, policy).rows.first?.reason == "production has the same model")
    #expect(
      try outcomes(decide(project, Self.policy.replacing("BASE", with: "HEAD~1"))) == [.passed])
  }

  @Test func modelsThatAreNotThere() throws {
    let project = try makeProject()
    let report = try decide(project, Self.policy.replacing("fraud", with: "churn"))
    #expect(outcomes(report) == [.undecided])
    #expect(report.rows.first?.advice != nil)
    #expect(try decide(project, "{}").rows.isEmpty)
  }

  @Test func committedPredictionsCountWhereNothingIsRecorded() throws {
    let project = try makeProject()
    let policy = """
      gates:
        fraud:
          - cost: 10*fn + fp per 100
            max: 150
            no_worse_than: BASE
            predictions: p.csv
            on: holdout
      """
    #expect(try outcomes(decide(project, policy)) == [.undecided, .passed])
    try project.write("p.csv", table(right: 40, wrong: 10))
    try version(project, "2")
    try project.add("p.csv", kind: .artifact)
    try project.commit("Predictions")
    let first = try decide(project, policy)
    #expect(first.rows.first?.figure?.value == 100 && first.rows.first?.outcome == .passed)
    guard case .commit(_, let file?)? = first.rows.first?.figure?.source else {
      Issue.record("no source")
      return
    }
    #expect(file == BlobID(SHA256Hasher.hash(table(right: 40, wrong: 10))))
    // The model is newer than its predictions.
    try version(project, "3")
    let stale = try decide(project, policy)
    #expect(outcomes(stale) == [.undecided, .undecided])
    #expect(stale.notices.first?.contains("earlier version of 'fraud'") == true)
    try project.write("p.csv", table(right: 20, wrong: 30))
    try project.commit("New predictions", all: true)
    let worse = try decide(project, policy)
    #expect(outcomes(worse) == [.failed, .failed])
    // A note comes first.
    try evaluate(project, "fraud", right: 49, wrong: 1)
    #expect(try decide(project, policy).rows.first?.figure?.value == 10)
  }

  /// Whoever can push can write a note: its numbers must follow from its counts.
  @Test func numbersThatNobodyMeasuredDoNotCount() throws {
    let project = try makeProject()
    try version(project, "2")
    try evaluate(project, "fraud", right: 50, wrong: 50)
    let repository = try project.repository
    let honest = try #require(try repository.notes(kind: .evaluation).first?.note)
    var metrics = try #require(honest.metrics)
    let detail = try #require(honest.evaluationDetail)
    metrics.values = ["recall": .number(0.99)]
    let forged = Note.evaluation(
      metrics, detail,
      author: Author(name: "Eve", email: "e@x", time: Timestamp(seconds: 4_000_000_000)))
    _ = try repository.land(forged, as: "note: forged")
    let policy = "gates: {fraud: [{metric: recall, min: 0.6}]}"
    let report = try decide(project, policy)
    #expect(report.rows.map(\.outcome) == [.failed])
    #expect(report.notices.count == 1 && report.notices[0].contains("its own confusion matrix"))
  }
}
