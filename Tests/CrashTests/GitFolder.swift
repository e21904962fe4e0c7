// A git repository for crash tests: made once by the real program, outside of the faulty file system.
import Foundation
import TestSupport

/// A git repository with one commit, on `main`. Work trees get to it by a `.git` file, so that a
/// thousand crashed disks need no copy of it.
final class GitFolder {
  let folder: TemporaryDirectory

  /// - Parameter files: what the commit holds.
  init(_ files: [String: String]) throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    for (name, text) in files {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
    }
    try Self.git(["init", "-q"], in: folder.path.string)
    try Self.git(["add", "-A"], in: folder.path.string)
    try Self.git(["commit", "-qm", "Code"], in: folder.path.string)
  }

  /// The text of a `.git` file that leads here.
  var link: String { "gitdir: \(folder.path)/.git\n" }

  /// Settings of nobody, and an author.
  static let variables = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.com",
  ]

  /// Runs git in a folder; returns what it printed.
  @discardableResult
  static func git(_ arguments: [String], in folder: String) throws -> String {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-c", "init.defaultBranch=main"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = variables
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw GitFailed(arguments: arguments) }
    return String(decoding: data, as: UTF8.self)
  }
}

struct GitFailed: Error {
  let arguments: [String]
}
