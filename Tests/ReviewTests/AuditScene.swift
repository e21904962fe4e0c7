// A repository whose commits have one thing wrong at a time.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository
import SystemPackage
import TestSupport

@testable import Review

/// A repository with a sound first version: a model with data, code and an environment.
final class AuditScene: Sendable {
  let test: TestRepository

  init() throws { test = try TestRepository() }

  func repository() throws -> Repository { try test.reopened() }

  // MARK: - Versions

  static func model(_ numbers: [Float]) -> [UInt8] {
    var file = SafetensorsFile()
    file.add("head.weight", [numbers.count], f32: numbers)
    file.add("bias", [2], f32: [0, 1])
    return file.bytes
  }

  static func rows(_ range: Range<Int>) -> String {
    "id,amount\n" + range.map { "\($0),\($0 * 7919 % 10007)\n" }.joined()
  }

  /// Commits the model `fraud` (`m.safetensors`), the datasets that are there as `NAME.csv`, and all
  /// else as code.
  @discardableResult
  func commit(
    _ message: String = "a version", _ edit: (inout CommitRequest) -> Void = { _ in }
  ) throws -> CommitID {
    var request = CommitRequest(message: message)
    request.all = true
    request.allowEmpty = true
    edit(&request)
    return try repository().commit(request).id
  }

  /// A first version in which every rule that is on by default finds nothing at all.
  @discardableResult
  func soundVersion() throws -> CommitID {
    try test.write("m.safetensors", Self.model([1, 2, 3]))
    try test.write("train.csv", Self.rows(0..<50))
    try test.write("holdout.csv", Self.rows(50..<80))
    try test.write("train.py", "print('train')\n")
    try test.write(
      "mlx.yaml",
      """
      audit: {unsigned: off}
      assets:
        model/fraud: {licence: MIT}
        train: {licence: CC0}
        holdout: {licence: CC0}

      """)
    let paths = try ["m.safetensors", "train.csv", "holdout.csv"].map {
      try RepositoryPath(validating: $0)
    }
    try commit("sound") {
      $0.models = [NamedPath(name: "fraud", path: paths[0])]
      $0.datasets = [NamedPath(path: paths[1]), NamedPath(path: paths[2])]
      $0.from = (try? ["train", "holdout:holdout"].map { try LineageRequest(parsing: $0) }) ?? []
    }
    return try withEnvironment(
      EnvironmentRecord(
        origin: .virtualenv, distributions: [Distribution(written: "numpy", version: "2.0")],
        lockFiles: [DependencyLock(name: "uv.lock", size: 1, blob: nil)],
        system: SystemFacts(os: "linux", machine: "x86_64")))
  }

  /// Puts HEAD's version with an environment in its place, linked to the model.
  @discardableResult
  func withEnvironment(_ record: EnvironmentRecord) throws -> CommitID {
    try rewrite(storing: [record.encode()]) { commit in
      let asset = EnvironmentAsset(name: "default", id: record.id, evidence: .foundAtCommit)
      commit.environment = asset
      for place in commit.lineage.indices {
        commit.lineage[place].inputs.removeAll { $0.role == LineageInput.environment }
        commit.lineage[place].inputs.append(
          LineageInput(
            .asset(asset.reference, id: .environment(record.id)), role: LineageInput.environment))
      }
    }
  }

  /// Makes the model the output of a traced run that read files which nobody had named.
  @discardableResult
  func observed(reading names: [String]) throws -> CommitID {
    let author = Author(
      name: "Ada", email: "ada@example.org", time: Timestamp(seconds: 981_173_200))
    var run = RunRecord(
      command: ["train"], folder: .root, author: author, host: "test.host", started: author.time,
      outcome: RunOutcome(end: .exited(0)), evidence: .observed)
    run.undeclared = RunReads(
      try names.map { RunFile(.path(try RepositoryPath(validating: $0)), object: nil, size: 1) })
    run.trace = RunTrace(method: "seccomp", blind: [])
    return try rewrite(storing: [run.encode()]) { commit in
      commit.lineage[0].evidence = .observed
      commit.lineage[0].run = run.id
    }
  }

  /// Makes a version on HEAD that is as HEAD's but for an edit of the record.
  @discardableResult
  func rewrite(
    storing records: [[UInt8]] = [], _ edit: (inout Commit) throws -> Void
  ) throws -> CommitID {
    let repository = try repository()
    let head = try repository.resolve(.head)
    var commit = try repository.commit(head)
    commit.parents = [head]
    try edit(&commit)
    return try repository.transaction("test") { transaction in
      for record in records { try transaction.writer.putBytes(.record, record) }
      let id = CommitID(try transaction.writer.putBytes(.record, commit.encode()))
      try transaction.view.advanceHead(to: id)
      return id
    }
  }

  // MARK: - Audits

  func audit(
    _ range: String = "HEAD", _ edit: (inout AuditPolicy) -> Void = { _ in }
  ) throws -> AuditReport {
    try repository().audit(RevisionRange(parsing: range), edit)
  }

  /// What a rule found, with its severity.
  func found(
    _ rule: AuditRule, _ range: String = "HEAD", _ edit: (inout AuditPolicy) -> Void = { _ in }
  ) throws -> [String] {
    try audit(range, edit).findings.filter { $0.rule == rule }.map {
      "\($0.isGap ? "gap" : $0.severity.rawValue): \($0.message)"
    }
  }
}
