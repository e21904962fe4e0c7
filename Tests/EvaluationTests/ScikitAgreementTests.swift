import FileFormats
import Foundation
import Objects
import Profiles
import Testing

@testable import Evaluation

/// Metrics against scikit-learn's, on its bundled data: as they were stored once, and made anew where
/// `MLX_FORMATS_PYTHON` names a Python that has it; `.ci/run` sets it.
@Suite struct ScikitAgreementTests {
  struct Expected: Decodable {
    let file: String
    let metrics: [String: Double]
    let confusion: [[UInt64]]?
    let roc, pr, calibration: [[Double]]?
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Agreement")
  private static let python = ProcessInfo.processInfo.environment["MLX_FORMATS_PYTHON"]

  @Test func storedFiguresAgree() throws {
    try check(Self.folder.appendingPathComponent("stored"), files: 13)
  }

  @Test(.enabled(if: python != nil)) func newFiguresAgree() throws {
    let made = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: made) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python ?? "")
    process.arguments = [
      Self.folder.appendingPathComponent("evaluation.py").path, made.path,
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    try check(made, files: 13)
  }

  private func check(_ folder: URL, files: Int) throws {
    let data = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    let all = try JSONDecoder().decode([Expected].self, from: data)
    #expect(all.count == files)
    for expected in all {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(expected.file)))
      let predictions = try PredictionReader(
        .memory(bytes, .csv), PredictionRequest(name: expected.file)
      ).read()
      let found = PredictionEvaluation(predictions, bootstrap: Bootstrap(replicates: 20))
      compare(found, expected)
    }
  }

  private func compare(_ found: PredictionEvaluation, _ expected: Expected) {
    let place = Comment(rawValue: expected.file)
    for (key, value) in expected.metrics {
      #expect(isNear(found.values[key], value), "\(expected.file): \(key)")
    }
    let more = Set(found.values.keys).subtracting(expected.metrics.keys)
    #expect(more.subtracting(["fpr"]).isEmpty, place)
    #expect(found.confusion?.rows == expected.confusion, place)
    let calibration = found.curves.calibration.map { [$0.expected, $0.observed] }
    compare(calibration, expected.calibration, place)
    compare(found.curves.roc.first?.points.map { [$0.x, $0.y] }, expected.roc, place)
    // Ours begins at the left edge.
    let line = found.curves.precisionRecall.first?.points.dropFirst().map { [$0.x, $0.y] }
    compare(line, expected.pr, place)
  }

  private func compare(_ found: [[Double]]?, _ expected: [[Double]]?, _ place: Comment) {
    guard let expected else { return }
    #expect(found?.count == expected.count, place)
    for (a, b) in zip(found ?? [], expected) {
      #expect(isNear(a[0], b[0]) && isNear(a[1], b[1]), place)
    }
  }

  private func isNear(_ found: Double?, _ expected: Double) -> Bool {
    guard let found else { return false }
    return abs(found - expected) <= 1e-12 * max(1, abs(expected))
  }
}

extension TableSource {
  /// A table in memory, lent in pieces.
  static func memory(_ bytes: [UInt8], _ format: FileFormat, piece: Int = 7000) -> TableSource {
    TableSource(format: format) { body in
      for start in stride(from: 0, to: bytes.count, by: piece) {
        try bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { try body($0) }
      }
    }
  }
}
