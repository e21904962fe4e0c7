// A small project in a temporary folder, with short words for what the tests of the working half do.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import SystemPackage
import TestSupport
import WorkingTree

@testable import Repository

/// Holds the folder; a repository object on it is opened for each command, as the program does.
final class Project: Sendable {
  private let folder: TemporaryDirectory
  private let ticks = Locked<Int64>(0)
  private let limits: StoreLimits
  let fileSystem: any FileSystem

  init(limits: StoreLimits = .standard, fileSystem: any FileSystem = KernelFileSystem()) throws {
    folder = try TemporaryDirectory()
    self.limits = limits
    self.fileSystem = fileSystem
    _ = try Repository.initialize(at: root, environment)
  }

  var root: FilePath { folder.path }

  var environment: RepositoryEnvironment {
    RepositoryEnvironment(
      clock: { [ticks] in
        Timestamp(
          seconds: ticks.withLock {
            $0 += 1
            return 981_173_106 + $0
          })
      }, host: "testhost", user: "tester", commandLine: ["mlx", "test"],
      configuration: Configuration(overrides: ["user.name": "Ana", "user.email": "ana@example.org"]),
      fileSystem: fileSystem, limits: limits, durabilityOverride: Durability.none)
  }

  /// A fresh process, so to say.
  var repository: Repository {
    get throws { try Repository.open(at: root, environment) }
  }

  // MARK: - Files

  func write(_ path: String, _ text: String) throws {
    try write(path, bytes: Array(text.utf8))
  }

  func write(_ path: String, bytes: [UInt8]) throws {
    let full = root.pushing(FilePath(path))
    try fileSystem.makeDirectories(full.removingLastComponent())
    try? fileSystem.unlink(full)
    let file = try File(full, .create, in: fileSystem)
    try file.write(bytes, at: 0)
  }

  func makeFolder(_ path: String) throws {
    try fileSystem.makeDirectories(root.pushing(FilePath(path)))
  }

  func delete(_ path: String) throws {
    try fileSystem.removeTree(root.pushing(FilePath(path)))
  }

  func rename(_ from: String, to: String) throws {
    let target = root.pushing(FilePath(to))
    try fileSystem.makeDirectories(target.removingLastComponent())
    try fileSystem.rename(root.pushing(FilePath(from)), to: target)
  }

  func bytes(_ path: String) throws -> [UInt8]? {
    guard try exists(path) else { return nil }
    return try fileSystem.readFile(root.pushing(FilePath(path)), maxBytes: 1 << 30)
  }

  func text(_ path: String) throws -> String? {
    try bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  func exists(_ path: String) throws -> Bool {
    try fileSystem.status(at: root.pushing(FilePath(path)), followingLinks: false) != nil
  }

  func absolute(_ path: String) -> FilePath { root.pushing(FilePath(path)) }

  // MARK: - Commands

  @discardableResult
  func add(
    _ paths: String..., kind: AssetKind? = nil, name: String? = nil, all: Bool = false
  ) throws -> AddResult {
    try repository.add(paths.map(path), kind: kind, name: name, all: all)
  }

  @discardableResult
  func commit(
    _ message: String? = "a commit", all: Bool = false,
    _ edit: (inout CommitRequest) -> Void = { _ in }
  ) throws -> CommitResult {
    var request = CommitRequest(message: message)
    request.all = all
    edit(&request)
    return try repository.commit(request)
  }

  @discardableResult
  func checkout(
    _ revision: String? = nil, _ paths: String..., only: AssetKind? = nil, force: Bool = false
  ) throws -> CheckoutResult {
    var options = CheckoutOptions(revision: try revision.map { try Revision(parsing: $0) })
    options.paths = paths.map { CheckoutPath(text: $0, path: path($0)) }
    options.only = only
    options.force = force
    return try repository.checkout(options)
  }

  @discardableResult
  func restore(
    _ paths: String..., staged: Bool = false, workTree: Bool = true, source: String? = nil
  ) throws -> CheckoutResult {
    try repository.restore(
      paths.map { CheckoutPath(text: $0, path: path($0)) }, staged: staged, workTree: workTree,
      source: try source.map { try Revision(parsing: $0) })
  }

  func status() throws -> StatusReport { try repository.status() }

  func path(_ text: String) -> RepositoryPath { RepositoryPath(unchecked: text) }
}

/// A CSV of a size that several chunks hold, the same for the same seed.
func table(rows: Int, seed: UInt64) -> String {
  var generator = SeededGenerator(seed: seed)
  var text = "id,amount,label\n"
  for row in 0..<rows { text += "\(row),\(generator.next() % 100_000),\(generator.next() % 2)\n" }
  return text
}

/// The error's code, for `#expect(throws:)` on codes.
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
