import FileIO
import Foundation
import Objects
import ProjectFiles
import References
import Repository
import TestSupport
import Testing

@testable import Review

/// Whole reports. `MLX_RECORD=1` writes what comes out into `Golden` instead.
@Suite struct AuditGoldenTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// A version with much that is wrong, some of it under odd names.
  static func report() throws -> AuditReport {
    let scene = try AuditScene()
    try scene.soundVersion()
    try scene.test.write("m.safetensors", AuditScene.model([1, .nan]))
    try scene.test.write("holdout.csv", AuditScene.rows(40..<80))
    try scene.test.write("dir|x/mö del:1.pkl", "cos\nsystem\n(S'id'\ntR.")
    try scene.test.write("conf.py", "k = 'glpat-aB3dE5fG7hI9jK1lM3nO'  # @ana\n")
    let path = try RepositoryPath(validating: "dir|x/mö del:1.pkl")
    try scene.commit { $0.models = [NamedPath(name: "evil", path: path)] }
    try scene.rewrite { commit in
      commit.code?.git = GitState(
        commit: String(repeating: "a", count: 40), branch: "main", remote: nil, isDirty: true,
        uncommitted: ["a_b.py"])
    }
    return try scene.audit("HEAD~2..HEAD")
  }

  private func check(_ text: String, _ name: String) throws {
    let file = Self.folder.appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["MLX_RECORD"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func reports() throws {
    let report = try Self.report()
    try check(report.markdown, "audit.md")
    try check(
      String(decoding: JSONValue.object(report.json).prettyBytes(), as: UTF8.self), "audit.json")
    try check(
      String(decoding: report.sarif(version: "0.1.0").prettyBytes(), as: UTF8.self), "audit.sarif")
  }

  @Test func longReportsAreCut() throws {
    var report = try Self.report()
    let finding = try #require(report.findings.first)
    report.findings = (0..<2000).map { number in
      var finding = finding
      finding.message = "number \(number) " + String(repeating: "<", count: 40)
      return finding
    }
    #expect(report.markdown.utf8.count < 65_536)
    #expect(report.markdown.contains("more findings were cut"))
  }
}

/// SARIF that code hosts take.
@Suite struct AuditSARIFTests {
  private static let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Schemas/sarif-schema-2.1.0.json")
  private static let python = ProcessInfo.processInfo.environment["MLX_FORMATS_PYTHON"]

  @Test func structure() throws {
    let report = try AuditGoldenTests.report()
    let run = try #require(report.sarif(version: "0.1.0")["runs"]?.array?.first)
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
    let results = try #require(run["results"]?.array)
    #expect(results.count == report.findings.count - report.gapCount)
    var fingerprints: Set<String> = []
    for result in results {
      let place = try #require(result["ruleIndex"]?.integer)
      #expect(rules[Int(place)]["id"] == result["ruleId"])
      let location = try #require(result["locations"]?.array?.first?["physicalLocation"])
      let uri = try #require(location["artifactLocation"]?["uri"]?.string)
      #expect(!uri.isEmpty && !uri.hasPrefix("/") && URL(string: uri) != nil, "\(uri)")
      #expect(location["region"]?["startLine"]?.integer ?? 0 > 0)
      fingerprints.insert(
        try #require(result["partialFingerprints"]?["mlxFinding/v1"]?.string))
    }
    #expect(fingerprints.count == results.count)
    #expect(AuditFinding.uri(of: "dir|x/mö del:1.pkl") == "dir%7Cx/m%C3%B6%20del%3A1.pkl")
  }

  /// What was found before is known again in the next version.
  @Test func fingerprintsStay() throws {
    let scene = try AuditScene()
    try scene.soundVersion()
    try scene.test.write("m.safetensors", AuditScene.model([.nan]))
    try scene.commit()
    func fingerprints() throws -> [String] {
      try scene.audit().findings.filter { $0.rule == .nanWeights }.map(\.fingerprint)
    }
    let first = try fingerprints()
    try scene.test.write("m.safetensors", AuditScene.model([.nan, .nan, 3]))
    try scene.commit()
    #expect(try fingerprints() == first)
    #expect(first.count == 1)
  }

  @Test(.enabled(if: python != nil, "MLX_FORMATS_PYTHON names no Python"))
  func publicSchema() throws {
    let scene = try AuditScene()
    let none = try scene.commit("nothing at all")
    let reports = [
      try AuditGoldenTests.report(),
      try scene.repository().audit(none, policy: AuditPolicy()),
    ]
    for report in reports {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(
        UUID().uuidString + ".sarif")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(report.sarif(version: "0.1.0").prettyBytes()).write(to: file)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Self.python ?? "")
      process.arguments = [
        "-c",
        "import json, sys, jsonschema; "
          + "jsonschema.Draft4Validator(json.load(open(sys.argv[1]))).validate("
          + "json.load(open(sys.argv[2])))",
        Self.schema.path, file.path,
      ]
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let said = errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }
  }
}
