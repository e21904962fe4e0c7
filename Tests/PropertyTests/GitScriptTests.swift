import Foundation
import Objects
import References
import Repository
import TestSupport
import Testing

/// Random commands beside git: no command touches code but the two that say so.
@Suite struct GitScriptTests {
  @Test(arguments: UInt64(1)...4)
  func codeIsNeverTouched(seed: UInt64) throws {
    let run = try GitScriptRun()
    var generator = SeededGenerator(seed: seed)
    for (number, step) in Script.random(seed: seed, count: 25).enumerated() {
      do {
        try run.take(step, bringsCode: Int.random(in: 0..<6, using: &generator) == 0)
      } catch {
        Issue.record("seed \(seed), step \(number), \(step): \(error)")
        return
      }
    }
    #expect(try run.test.reopened().fsck().isSound, "seed \(seed)")
  }
}

/// A script beside git, against a model of the code alone.
private final class GitScriptRun {
  private static let ignored = "*.tmp\n"

  let test: TestRepository
  private let git: TemporaryDirectory
  /// The code of each commit.
  private var commits: [(id: CommitID, code: [String: [UInt8]])] = []

  init() throws {
    test = try TestRepository()
    git = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "init", "-q", git.path.string]
    try process.run()
    process.waitUntilExit()
    try test.write(".git", "gitdir: \(git.path)/.git\n")
    try test.write(".gitignore", Self.ignored)
    for path in Script.paths { try test.write(path, ScriptRun.content(0, path)) }
    try commit(amend: false)
  }

  /// - Parameter bringsCode: whether a checkout is one with `--code`.
  func take(_ step: Step, bringsCode: Bool) throws {
    let before = try code()
    switch step {
    case .write(let path, let content):
      return try test.write(path, ScriptRun.content(content, path))
    case .delete(let path): return try test.delete(path)
    case .checkout(let number) where bringsCode:
      return try bringCode(of: commits[number % commits.count], before)
    default: break
    }
    do {
      try perform(step)
    } catch let error as any MLXError {
      guard error.code != "internal" else { throw error }
    }
    guard try code() == before else { throw Broken(description: "code was touched") }
    let ignore = try test.text(".gitignore") ?? ""
    guard ignore.hasPrefix(Self.ignored) else { throw Broken(description: "it ignores \(ignore)") }
  }

  private func perform(_ step: Step) throws {
    let repository = try test.reopened()
    switch step {
    case .write, .delete: break
    // There is no remote.
    case .push, .fetch, .pull, .colleague, .drop, .collectRemote: break
    case .commit, .commitTwice: try commit(amend: false)
    case .amend: try commit(amend: true)
    case .branch(let name): try repository.createBranch(BranchName(validating: name))
    case .switchTo(let name): _ = try repository.switchBranch(BranchName(validating: name))
    case .checkout(let number):
      var options = CheckoutOptions(revision: try revision(number))
      options.detach = true
      _ = try repository.checkout(options)
    case .reset(let number): try repository.reset(to: revision(number), mode: .hard)
    case .revert(let number): try repository.revert(revision(number))
    case .undo: try repository.undo()
    // No time passes: everything that any operation left is within the grace.
    case .collect: _ = try repository.collect()
    case .repack(let now): _ = try repository.repack(RepackOptions(isImmediate: now))
    case .crash(_, let step): try perform(step)
    }
  }

  private func revision(_ number: Int) throws -> Revision {
    try Revision(parsing: commits[number % commits.count].id.hex)
  }

  private func commit(amend: Bool) throws {
    var request = CommitRequest(message: "message \(commits.count)")
    request.all = true
    request.allowEmpty = true
    request.amend = amend
    if try test.bytes("model.bin") != nil {
      request.models = [NamedPath(path: RepositoryPath(unchecked: "model.bin"))]
    }
    commits.append((try test.reopened().commit(request).id, try code()))
  }

  /// The code of a version, exactly, or a refusal that changed nothing.
  private func bringCode(
    of commit: (id: CommitID, code: [String: [UInt8]]), _ before: [String: [UInt8]]
  ) throws {
    var options = CheckoutOptions(revision: try Revision(parsing: commit.id.hex))
    options.only = .code
    do {
      _ = try test.reopened().checkout(options)
      guard try code() == commit.code else { throw Broken(description: "it is other code") }
    } catch let error as any MLXError where error.code == "working-tree-modified" {
      guard try code() == before else { throw Broken(description: "refused, but code changed") }
    }
  }

  private func code() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for path in Script.code { found[path] = try test.bytes(path) }
    return found
  }
}
