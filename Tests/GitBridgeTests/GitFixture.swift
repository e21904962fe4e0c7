// A folder with git repositories in it, made with the real program.
import FileIO
import Objects
import SystemPackage
import TestSupport

@testable import GitBridge

/// Runs git in a temporary folder, free of the settings of whoever runs the tests.
final class GitFixture: Sendable {
  /// Stands for the settings of the user.
  static let variables: [String: String?] = [
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
  ]
  static let environment = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"]

  let folder: TemporaryDirectory
  let fileSystem = KernelFileSystem()

  /// An empty folder, or with a repository `repo` in it.
  init(_ arguments: String..., isRepository: Bool = true) async throws {
    folder = try TemporaryDirectory()
    try fileSystem.makeDirectory(root, permissions: 0o755)
    if isRepository { try await git(["init", "-q"] + arguments) }
  }

  /// The work tree of `repo`.
  var root: FilePath { folder.path.appending("repo") }

  /// Runs git in `repo`, or in another folder beside it, and returns what it printed.
  @discardableResult
  func git(
    _ arguments: [String], in name: String = "repo", variables: [String: String?] = [:]
  ) async throws -> String {
    let process = ChildProcess(
      "git",
      ["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"] + arguments,
      in: folder.path.pushing(FilePath(name)),
      variables: Self.variables.merging(variables) { _, new in new })
    let outcome = try await process.run(output: .collected(bytesMax: 8 << 20))
    guard outcome.isSuccess else { throw GitFailed(text: "\(arguments): \(outcome.errors)") }
    return outcome.output
  }

  @discardableResult
  func git(_ arguments: String...) async throws -> String { try await git(arguments) }

  /// The only line that git prints.
  func line(_ arguments: String..., in name: String = "repo") async throws -> String {
    String(try await git(arguments, in: name).prefix { $0 != "\n" })
  }

  /// Writes a file in `repo`.
  func write(_ path: String, _ text: String = "text\n") throws {
    let file = root.pushing(FilePath(path)).lexicallyNormalized()
    try fileSystem.makeDirectories(file.removingLastComponent())
    try fileSystem.removeTree(file)
    try File(file, .create, in: fileSystem).write(Array(text.utf8), at: 0)
  }

  func remove(_ path: String) throws { try fileSystem.removeTree(root.pushing(FilePath(path))) }

  /// Commits all that is in `repo` and returns the commit.
  @discardableResult
  func commit(_ message: String = "a commit") async throws -> String {
    try await git("add", "-A")
    try await git("commit", "-q", "--allow-empty", "-m", message)
    return try await line("rev-parse", "HEAD")
  }

  /// Makes many commits or files at once, from the input of git-fast-import(1).
  func load(_ script: String) async throws {
    try write("../script", script)
    try await git("-c", "alias.load=!git fast-import --quiet < ../script", "load")
  }

  /// What the bridge sees from a folder beside or in `repo`.
  func discover(
    _ name: String = "repo", environment: [String: String] = environment
  ) throws -> GitRepository? {
    try GitRepository.discover(
      from: folder.path.pushing(FilePath(name)), environment: environment)
  }

  /// The repository `repo`, which is there.
  var repository: GitRepository {
    get throws {
      guard let found = try discover() else { throw GitFailed(text: "no repository") }
      return found
    }
  }
}

struct GitFailed: Error, CustomStringConvertible {
  let text: String
  var description: String { text }
}

/// The error's code, or nil when there was none.
func code(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as any MLXError {
    return error.code
  } catch {
    return "\(error)"
  }
}

/// The error as a person sees it: message, then hint.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch let error as any MLXError {
    return "\(error.description) | \(error.hint ?? "")"
  } catch {
    return "\(error)"
  }
}
