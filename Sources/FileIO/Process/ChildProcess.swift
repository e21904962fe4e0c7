// Starting another program: git, pip, conda. The only user of the subprocess library.
import Subprocess
import SystemPackage

/// A program of the system that is run to its end.
public struct ChildProcess: Sendable {
  /// Where its standard output goes; standard error goes the same way.
  public enum Output: Sendable {
    /// To those of this process.
    case inherited
    /// All of it to standard error of this process, where people see it and no data is disturbed.
    case standardError
    /// Into the outcome, at most so many bytes of each; more is an error.
    case collected(bytesMax: Int)
    case discarded
  }

  /// How it ended.
  public struct Outcome: Sendable, Equatable {
    /// The exit status; nil when a signal ended it.
    public let status: Int32?
    /// What it wrote, when that was collected.
    public let output: String
    public let errors: String

    public var isSuccess: Bool { status == 0 }
  }

  /// A name that is looked up in PATH, or a path when it holds a slash.
  public var program: String
  public var arguments: [String]
  /// The folder that it runs in; nil is that of this process.
  public var folder: FilePath?
  /// Variables to set (or, for nil, to remove) beside those that it inherits.
  public var variables: [String: String?] = [:]

  /// A program with its arguments.
  public init(
    _ program: String, _ arguments: [String], in folder: FilePath? = nil,
    variables: [String: String?] = [:]
  ) {
    self.program = program
    self.arguments = arguments
    self.folder = folder
    self.variables = variables
  }

  /// Runs it and waits for its end.
  ///
  /// Errors: `FileError.notFound` when there is no such program; `.io` when it cannot be started.
  public func run(output: Output) async throws(FileError) -> Outcome {
    do {
      switch output {
      case .inherited:
        let result = try await Subprocess.run(
          configuration, input: .currentStandardInput, output: .currentStandardOutput,
          error: .currentStandardError)
        return Outcome(status: result.terminationStatus.code, output: "", errors: "")
      case .standardError:
        let result = try await Subprocess.run(
          configuration, output: .currentStandardError, error: .currentStandardError)
        return Outcome(status: result.terminationStatus.code, output: "", errors: "")
      case .discarded:
        let result = try await Subprocess.run(configuration, output: .discarded, error: .discarded)
        return Outcome(status: result.terminationStatus.code, output: "", errors: "")
      case .collected(let bytesMax):
        let result = try await Subprocess.run(
          configuration, output: .string(limit: bytesMax), error: .string(limit: bytesMax))
        return Outcome(
          status: result.terminationStatus.code, output: result.standardOutput,
          errors: result.standardError)
      }
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw .notFound(program)
    } catch {
      throw .io(program, operation: "run", errno: 0)
    }
  }

  private var configuration: Configuration {
    var changes: [Environment.Key: String?] = [:]
    for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
    return Configuration(
      executable: program.contains("/") ? .path(.init(program)) : .name(program),
      arguments: Arguments(arguments),
      environment: changes.isEmpty ? .inherit : .inherit.updating(changes),
      // A path by its text: on macOS, Subprocess has the system's own type of it.
      workingDirectory: folder.map { .init($0.string) })
  }
}

extension TerminationStatus {
  /// nil when a signal ended the process.
  fileprivate var code: Int32? { if case .exited(let code) = self { code } else { nil } }
}
