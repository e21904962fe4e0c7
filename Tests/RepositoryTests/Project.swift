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

/// A test repository that is opened anew for each command, as the program does.
final class Project: Sendable {
  let test: TestRepository

  /// - Parameter wrap: puts another file system over the kernel's; it gets the folder.
  init(
    limits: StoreLimits = .standard,
    wrap: (FilePath) throws -> any FileSystem = { _ in KernelFileSystem() }
  ) throws {
    test = try TestRepository(limits: limits, wrap: wrap)
  }

  var root: FilePath { test.root }

  /// A fresh process, so to say.
  var repository: Repository {
    get throws { try test.reopened() }
  }

  // MARK: - Files

  func write(_ path: String, _ text: String) throws { try test.write(path, text) }

  func write(_ path: String, bytes: [UInt8]) throws { try test.write(path, bytes) }

  func bytes(_ path: String) throws -> [UInt8]? { try test.bytes(path) }

  func text(_ path: String) throws -> String? { try test.text(path) }

  func delete(_ path: String) throws { try test.delete(path) }

  func absolute(_ path: String) -> FilePath { test.path(path) }

  func makeFolder(_ path: String) throws {
    try KernelFileSystem().makeDirectories(absolute(path))
  }

  func rename(_ from: String, to: String) throws {
    try KernelFileSystem().makeDirectories(absolute(to).removingLastComponent())
    try KernelFileSystem().rename(absolute(from), to: absolute(to))
  }

  func exists(_ path: String) throws -> Bool {
    try KernelFileSystem().status(at: absolute(path), followingLinks: false) != nil
  }

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
