import FileFormats
import Foundation
import Testing

@testable import Profiles

/// Profiles of model files against what numpy says of the tensors that the formats' own libraries
/// read in them: in new files of each format, and in real models that packages ship.
@Suite(.enabled(if: Agreement.python != nil))
struct RealModelTests {
  private struct Expected: Decodable {
    struct Tensor: Decodable {
      let name: String?
      let shape: [UInt64]
      let count, zeros, nans, infinities: UInt64
      let min, max, mean, std, l2: Double
    }
    let path: String
    let tensors: [Tensor]
  }

  @Test func statisticsAreThoseOfTheLibraries() throws {
    let files = try Self.files()
    #expect(files.count >= 14)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
      let name = file.path.split(separator: "/").last.map(String.init) ?? ""
      // TorchScript has an ending of its own; its content tells.
      let format = try #require(
        FileFormat.guess(name: name, head: Array(bytes.prefix(4096))), "\(name)")
      let profiler = try #require(
        try FileProfiler(format: format, source: ByteArray(bytes)), "\(name)")
      bytes.withUnsafeBytes { profiler.update($0) }
      guard case .model(let profile) = profiler.finish() else {
        Issue.record("\(name) is no model")
        continue
      }
      for tensor in file.tensors { check(tensor, in: profile, name) }
    }
  }

  /// Where the library has names of its own, some tensor must be as it says.
  private func check(_ expected: Expected.Tensor, in profile: ModelProfile, _ file: String) {
    guard let name = expected.name else {
      #expect(profile.tensors.contains { Self.agree($0, expected) }, "\(file)")
      return
    }
    guard let found = profile.tensors.first(where: { $0.name == name }) else {
      Issue.record("\(file) has no \(name)")
      return
    }
    #expect(Self.agree(found, expected), "\(file) \(name): \(found)")
  }

  private static func agree(_ found: ModelProfile.Tensor, _ expected: Expected.Tensor) -> Bool {
    guard let statistics = found.statistics, found.digest != nil else { return false }
    func isNear(_ value: Double?, _ wanted: Double, _ tolerance: Double) -> Bool {
      value.map { abs($0 - wanted) <= tolerance } ?? false
    }
    let scale = Swift.max(expected.std, abs(expected.mean)) * 1e-12
    return found.shape == expected.shape && statistics.count == expected.count
      && statistics.zeros == expected.zeros && statistics.nans == expected.nans
      && statistics.infinities == expected.infinities && statistics.minimum == expected.min
      && statistics.maximum == expected.max && isNear(statistics.mean, expected.mean, scale)
      && isNear(statistics.standardDeviation, expected.std, scale)
      && isNear(statistics.l2, expected.l2, expected.l2 * 1e-12)
  }

  private static func files() throws -> [Expected] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Agreement/models.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Agreement.python))
    process.arguments = [script.path, folder.path]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "models.py")
    let data = try Data(contentsOf: folder.appendingPathComponent("models.json"))
    return try JSONDecoder().decode([Expected].self, from: data)
  }
}
