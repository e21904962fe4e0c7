import Subprocess
import SystemPackage

/// A program of the system that the demo calls as a witness.
enum ExternalTool {
  /// Runs it in `directory`, on the same standard output. False when there is no such program, or
  /// when it failed.
  static func run(_ name: String, _ arguments: [String], in directory: FilePath) async -> Bool {
    // A path by its text: on macOS, Subprocess has the system's own type of it.
    let result = try? await Subprocess.run(
      .name(name), arguments: Arguments(arguments), workingDirectory: .init(directory.string),
      output: .currentStandardOutput, error: .discarded)
    return result?.terminationStatus.isSuccess ?? false
  }
}
