import Foundation
import Testing

@testable import FileFormats

private let formatsPython = ProcessInfo.processInfo.environment["MLX_FORMATS_PYTHON"]

/// New files of the real libraries, other ones each time: names, shapes, types and places agree.
///
/// Runs where `MLX_FORMATS_PYTHON` names a Python with numpy, safetensors, gguf, torch, onnx,
/// scikit-learn and joblib.
@Suite(.enabled(if: formatsPython != nil)) struct ModelAgreementTests {
  @Test func tensorsAreThoseOfTheLibraries() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let seed = Int.random(in: 2...1_000_000)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(formatsPython))
    process.arguments = [
      ExpectedModels.folder.appendingPathComponent("make-files.py").path, folder.path, "\(seed)",
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "make-files.py with seed \(seed)")
    let expected = try ExpectedModels.read(folder)
    #expect(expected.files.count >= 18)
    try expected.check(in: folder)
  }
}
