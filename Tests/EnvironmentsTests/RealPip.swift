// The Python of this machine, for tests that install packages.
import FileIO
import Objects
import SystemPackage
import TestSupport

@testable import Environments

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Real programs. A test that needs them is enabled only where `isUsable`.
enum RealPip {
  static let variables: [String: String] = {
    var variables: [String: String] = [:]
    for name in ["PATH", "PYENV_VERSION"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    return variables
  }()

  /// Whether python3 can make environments, and its pip reaches an index.
  static func isUsable() async -> Bool {
    guard let folder = try? TemporaryDirectory() else { return false }
    let download = try? await ChildProcess(
      "python3",
      ["-m", "pip", "download", "--no-deps", "-q", "-d", folder.path.string, "six==1.16.0"]
    ).run(output: .discarded)
    let venv = try? await ChildProcess("python3", ["-c", "import venv, ensurepip"])
      .run(output: .discarded)
    return download?.isSuccess == true && venv?.isSuccess == true
  }

  /// Runs a program that must succeed.
  static func run(_ program: String, _ arguments: String...) async throws {
    let outcome = try await ChildProcess(program, arguments).run(
      output: .collected(bytesMax: 1 << 20))
    guard outcome.isSuccess else { throw Failure(text: outcome.errors + outcome.output) }
  }

  struct Failure: Error { let text: String }
}
