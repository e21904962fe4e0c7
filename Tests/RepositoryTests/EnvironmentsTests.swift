import Environments
import FileIO
import Objects
import ProjectFiles
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// The environments that versions hold: found, compared, planned. No Python is needed.
@Suite struct EnvironmentsTests {
  private let project: Project
  private static let packages = ".venv/lib/python3.11/site-packages/"

  init() throws {
    project = try Project()
    try project.write(".venv/pyvenv.cfg", "home = /nowhere/bin\nversion = 3.11.99\n")
    try install("six", "1.16.0")
    try project.write("requirements.txt", "six==1.16.0\n")
    try project.write("data.csv", "a,b\n")
  }

  private func install(_ name: String, _ version: String) throws {
    try project.write(
      Self.packages + "\(name).dist-info/METADATA",
      "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\n")
  }

  /// A repository whose commits record the environment.
  private func repository() throws -> Repository {
    var environment = project.test.environment
    environment.configuration = Configuration(
      overrides: ["user.name": "Ada", "user.email": "ada@example.org"])
    return try Repository.open(at: project.root, environment)
  }

  @discardableResult
  private func commit(_ edit: (inout CommitRequest) -> Void = { _ in }) throws -> CommitID {
    var request = CommitRequest(message: "a commit")
    request.allowEmpty = true
    request.datasets = [NamedPath(path: project.path("data.csv"))]
    edit(&request)
    return try repository().commit(request).id
  }

  private let six = PackageChange(name: "six", from: "1.16.0", to: "1.17.0", distance: .minor)

  @Test func aVersionHasTheOneThatWasFound() throws {
    let id = try commit()
    let found = try repository().environment(of: .head)
    #expect(found.commit == id && found.asset.evidence == .foundAtCommit)
    #expect(found.record.id == found.asset.id)
    #expect(found.record.distributions.map(\.name) == ["six"])
    #expect(found.record.interpreter?.version == "3.11.99")
  }

  @Test func aCaptureIsTakenInItsPlace() throws {
    let capture = try repository().captureEnvironment()
    let file = project.absolute("train.json")
    try CaptureFile.write(capture, to: file, in: KernelFileSystem())
    try install("six", "1.17.0")
    try commit { $0.environmentFile = file }
    let found = try repository().environment(of: .head)
    #expect(found.asset.evidence == .captured && found.record == capture.record)
    let comparison = try repository().compareEnvironments(.head, nil)
    #expect(comparison.difference.packages == [six])
    #expect(comparison.to == nil && comparison.record.distributions.map(\.version) == ["1.17.0"])
  }

  @Test func twoVersionsAreCompared() throws {
    let old = try commit()
    try install("six", "1.17.0")
    let new = try commit()
    let repository = try repository()
    let comparison = try repository.compareEnvironments(.ancestor(.head, 1), .head)
    #expect(comparison.from.commit == old && comparison.to?.commit == new)
    #expect(comparison.difference.packages == [six])
    #expect(comparison.record.id == comparison.to?.asset.id)

    let between = DiffSpec.between(.ancestor(.head, 1), .head)
    let report = try repository.diff(between)
    #expect(report.environment?.packages == [six] && !report.isEmpty)
    #expect(try repository.changes(from: old, to: new).environment == report.environment)
    #expect(try repository.diff(between, paths: [project.path("data.csv")]).environment == nil)
    #expect(try repository.diff(.revision(.ancestor(.head, 1))).environment == nil)
    #expect(try repository.diff(.between(.head, .head)).environment == nil)
  }

  @Test func aVersionWithoutOneSaysSo() throws {
    try commit()
    try project.commit { $0.allowEmpty = true }
    #expect(code { _ = try repository().environment(of: .head) } == "no-environment")
    #expect(code { _ = try repository().compareEnvironments(.head, nil) } == "no-environment")
    #expect(try repository().diff(.between(.ancestor(.head, 1), .head)).environment == nil)
  }

  @Test func thePlanIsOfTheVersion() throws {
    try commit()
    try install("six", "1.17.0")
    let repository = try repository()
    let plan = try repository.planRestore(
      repository.environment(of: .head), into: project.absolute("old"))
    // Without PATH there are no tools.
    #expect(plan.steps.isEmpty && plan.limits.map(\.subject) == ["interpreter"])
    #expect(
      code {
        _ = try repository.planRestore(
          repository.environment(of: .head), into: project.absolute(".venv"))
      } == "directory-not-empty")
  }
}
