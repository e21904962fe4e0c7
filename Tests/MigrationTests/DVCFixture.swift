// A DVC repository that the real dvc made (`Fixtures/make.sh`), unpacked in a folder of its own.
import FileIO
import Objects
import Repository
import SystemPackage
import TestSupport

@testable import Migration

final class DVCFixture: Sendable {
  static let variables: [String: String?] = [
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2024-06-01T12:00:00Z", "GIT_COMMITTER_DATE": "2024-06-01T12:00:00Z",
    "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
  ]

  let folder: TemporaryDirectory
  let root: FilePath
  let fileSystem = KernelFileSystem()

  /// - Parameter name: `dvc-3` or `dvc-2`.
  init(_ name: String) async throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    root = folder.path.appending("repo")
    try await run("tar", "xzf", Self.fixtures.appending(name + ".tar.gz").string, in: folder.path)
  }

  static let fixtures: FilePath = {
    var path = FilePath(#filePath)
    path.removeLastComponent()
    return path.appending("Fixtures")
  }()

  /// What dvc itself puts at a git commit: the SHA-256 of each file that git does not track, by path.
  static func expected(_ name: String) throws -> [String: [String: String]] {
    let text = try KernelFileSystem().readFile(fixtures.appending(name), maxBytes: 1 << 20)
    var expected: [String: [String: String]] = [:]
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let (commit, rest) = (line.prefix(40), line.dropFirst(41))
      expected[String(commit), default: [:]][String(rest.dropLast(65))] = String(rest.suffix(64))
    }
    return expected
  }

  @discardableResult
  func run(_ program: String, _ arguments: String..., in place: FilePath? = nil) async throws
    -> String
  {
    let process = ChildProcess(
      program, arguments, in: place ?? root, variables: Self.variables)
    let outcome = try await process.run(output: .collected(bytesMax: 8 << 20))
    guard outcome.isSuccess else { throw Failed(text: "\(arguments): \(outcome.errors)") }
    return outcome.output
  }

  /// The only line that git prints.
  func git(_ arguments: String...) async throws -> String {
    let process = ChildProcess("git", arguments, in: root, variables: Self.variables)
    let outcome = try await process.run(output: .collected(bytesMax: 8 << 20))
    guard outcome.isSuccess else { throw Failed(text: "\(arguments): \(outcome.errors)") }
    return String(outcome.output.prefix { $0 != "\n" })
  }

  func environment() -> RepositoryEnvironment {
    // Later than the commits of the archives.
    var environment = TestRepository.environment(clock: TestClock(startSeconds: 1_750_000_000))
    environment.variables = { ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"] }
    return environment
  }

  @discardableResult
  func importAll(_ edit: (inout DVCImportRequest) -> Void = { _ in }) throws -> DVCImportReport {
    var request = DVCImportRequest()
    edit(&request)
    return try DVCImport.run(at: root, request, environment())
  }

  func open() throws -> Repository { try Repository.open(at: root, environment()) }

  func write(_ path: String, _ text: String) throws {
    let file = root.pushing(FilePath(path))
    try fileSystem.makeDirectories(file.removingLastComponent())
    try fileSystem.removeTree(file)
    try File(file, .create, in: fileSystem).write(Array(text.utf8), at: 0)
  }

  /// Where DVC 3 keeps a hash, in a cache or a remote.
  func place(_ md5: String, in cache: FilePath? = nil) -> FilePath {
    (cache ?? root.appending(".dvc").appending("cache")).appending("files").appending("md5")
      .appending(String(md5.prefix(2))).appending(String(md5.dropFirst(2)))
  }

  var remote: FilePath { folder.path.appending("remote") }

  struct Failed: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }
}
