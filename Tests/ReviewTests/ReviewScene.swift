// A repository with a change to review: a model, its data, code, params and metrics.
import FileIO
import Objects
import ProjectFiles
import References
import Repository
import Review
import TestSupport

/// Two versions of a small project, made as a person makes them.
struct ReviewScene {
  let test: TestRepository
  private(set) var base: CommitID
  private(set) var head: CommitID

  /// The policy of the base.
  static let policy = """
    gates:
      fraud:
        - metric: recall
          min: 0.88
        - metric: loss
          no_worse_than: {ref: BASE, by: 0.05}

    """

  /// - Parameter change: what the second version changes, besides what it is told.
  init(
    policy: String? = Self.policy, change: (TestRepository) throws -> Void = Self.retrained
  ) throws {
    test = try TestRepository()
    if let policy { try test.write("mlx.yaml", policy) }
    try test.write("train.py", "import os\nprint('train')\n")
    try test.write("params.json", #"{"lr": 0.1}"#)
    try test.write("fraud.safetensors", SmallModel.base().bytes)
    try test.write("transactions.csv", Self.table(rows: 200, shift: 0))
    try test.write("holdout.csv", Self.table(rows: 50, shift: 0, from: 9_000))
    try test.write("metrics.json", #"{"accuracy": 0.93, "recall": 0.9, "loss": 0.2}"#)
    var request = CommitRequest(message: "Baseline")
    request.models = [NamedPath(path: try RepositoryPath(validating: "fraud.safetensors"))]
    request.datasets = [
      NamedPath(path: try RepositoryPath(validating: "transactions.csv")),
      NamedPath(path: try RepositoryPath(validating: "holdout.csv")),
    ]
    request.metrics = [MetricsRequest(path: try RepositoryPath(validating: "metrics.json"))]
    request.on = "holdout"
    request.params = try RepositoryPath(validating: "params.json")
    request.from = [try LineageRequest(parsing: "transactions")]
    base = try test.reopened().commit(request).id
    head = base
    try change(test)
    head = try commit("Retrain")
  }

  /// Records all that changed.
  func commit(_ message: String) throws -> CommitID {
    var request = CommitRequest(message: message)
    request.all = true
    request.allowEmpty = true
    return try test.reopened().commit(request).id
  }

  /// Another model from more data, better in all.
  static func retrained(_ test: TestRepository) throws {
    try test.write("fraud.safetensors", SmallModel.tuned().bytes)
    try test.write("transactions.csv", table(rows: 220, shift: 0))
    try test.write("train.py", "import os\nprint('train')\nprint('more')\n")
    try test.write("params.json", #"{"lr": 0.05}"#)
    try test.write("metrics.json", #"{"accuracy": 0.94, "recall": 0.91, "loss": 0.19}"#)
  }

  /// `id,amount,country` with amounts spread evenly from `shift` on.
  static func table(rows: Int, shift: Int, from first: Int = 0) -> String {
    let countries = ["BR", "DE", "US"] + (shift > 0 ? ["XK"] : [])
    return "id,amount,country\n"
      + (first..<first + rows).map { row in
        "\(row),\(shift + row * 37 % 100).5,\(countries[row % countries.count])\n"
      }.joined()
  }

  func review(
    _ repository: Repository? = nil, edit: (inout ReviewRequest) throws -> Void = { _ in }
  ) throws -> ReviewReport {
    var request = ReviewRequest(
      from: try Revision(parsing: base.hex), to: try Revision(parsing: head.hex))
    try edit(&request)
    return try (repository ?? test.reopened()).review(request)
  }
}

extension ReviewReport {
  /// What came of the checks of a subject.
  func outcomes(_ subject: ReviewCheck.Subject) -> [ReviewOutcome] {
    checks.filter { $0.subject == subject }.map(\.outcome)
  }
}
