// Gathers a report, section by section; each section is an extension in a file of its own.
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository

struct ReviewMaker {
  let repository: Repository
  let before: Commit
  let after: Commit
  let policy: ProjectFile
  /// What differs, without a byte of an asset.
  let changes: DiffReport
  /// What is noted of how the head's assets differ from earlier ones, by their bytes.
  let comparisons: [AssetObject: [Comparison]]
  var report: ReviewReport

  var store: ObjectStore { repository.store }
  var base: CommitID { report.base.id }
  var head: CommitID { report.head.id }

  /// - Parameter left: the commit whose policy holds: the left side, also where the two are compared from
  ///   where they parted, so that an old branch does not escape a gate that is new.
  init(
    _ repository: Repository, base: CommitID, head: CommitID, policyAt left: CommitID,
    against: CommitID?
  ) throws {
    self.repository = repository
    before = try repository.commit(base)
    after = try repository.commit(head)
    let recorded = try repository.projectFile(at: left)
    policy = recorded?.file ?? ProjectFile()
    changes = try repository.changes(from: base, to: head, codeByLine: true)
    comparisons = try repository.comparisons(to: head)
    report = ReviewReport(
      base: ReviewedCommit(id: base, subject: before.subject),
      head: ReviewedCommit(id: head, subject: after.subject),
      policy: ReviewPolicy(commit: left, file: recorded?.blob), lineage: LineageReview())
    report.commitsBehind = try repository.commitCount(of: base, without: head)
    report.against = try against.map {
      ReviewedCommit(id: $0, subject: try repository.commit($0).subject)
    }
  }

  mutating func make() throws -> ReviewReport {
    try comparePolicy()
    checkHistory()
    try addAssets()
    try addLineage()
    try checkObjects()
    try checkSignature()
    try addMetrics()
    checkDrift()
    addCode()
    addEnvironment()
    try addAudit()
    report.params = changes.params
    return report
  }

  /// A branch that lacks commits of its base shows them as taken back.
  private mutating func checkHistory() {
    guard report.commitsBehind > 0 else { return }
    let count = report.commitsBehind == 1 ? "a commit" : "\(report.commitsBehind) commits"
    report.checks.append(
      ReviewCheck(
        .history, .noted, "the base has \(count) that this change lacks, shown as taken back",
        advice: "compare from where they parted: \(code: "mlx review A...B")"))
  }
}

extension ReviewCheck {
  /// A check of what is there once.
  init(_ subject: Subject, _ outcome: ReviewOutcome, _ detail: Phrase, advice: Phrase? = nil) {
    self.init(subject, "", outcome, detail, advice: advice)
  }
}
