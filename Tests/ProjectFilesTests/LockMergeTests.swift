import FileIO
import Objects
import ProjectFiles
import SystemPackage
import TestSupport
import Testing

/// What git makes of two branches' files.
@Suite struct LockMergeTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func lock(_ commit: String, _ assets: [String: String]) -> LockFile {
    LockFile(
      commit: CommitID(SHA256Hasher.hash(commit)),
      assets: assets.map { name, content in
        LockedAsset(
          AssetReference(kind: .model, name: name), .blob(BlobID(SHA256Hasher.hash(content))),
          at: .init(path: RepositoryPath(unchecked: name), size: 1), metrics: ["a": .number(0.5)])
      })
  }

  private func merge(_ base: LockFile, _ ours: LockFile, _ theirs: LockFile) async throws -> String
  {
    for (name, lock) in [("base", base), ("ours", ours), ("theirs", theirs)] {
      try File(folder.path.appending(name), .create, in: KernelFileSystem())
        .write(Array(lock.encode().utf8), at: 0)
    }
    let git = ChildProcess("git", ["merge-file", "-p", "ours", "base", "theirs"], in: folder.path)
    return try await git.run(output: .collected(bytesMax: 1 << 20)).output
  }

  @Test func branchesThatChangeOtherModelsConflictInTheCommitAlone() async throws {
    let base = lock("base", ["a": "1", "b": "1", "c": "1"])
    let ours = lock("ours", ["a": "2", "b": "1", "c": "1"])
    let theirs = lock("theirs", ["a": "1", "b": "2", "c": "1", "d": "1"])
    let merged = try await merge(base, ours, theirs)
    let lines = merged.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[2...6].map { $0.prefix(7) }
        == ["<<<<<<<", "commit ", "=======", "commit ", ">>>>>>>"])
    #expect(lines.count { $0.hasPrefix("<<<<<<<") } == 1)
    #expect(throws: LockError.conflict(line: 3)) { try LockFile.decode(Array(merged.utf8)) }

    // Either side's line, as the hint says.
    for kept in [3, 5] {
      let text = lines.enumerated().filter { !(2...6).contains($0.offset) || $0.offset == kept }
        .map(\.element).joined(separator: "\n")
      let lock = try LockFile.decode(Array(text.utf8))
      let both = self.lock(kept == 3 ? "ours" : "theirs", ["a": "2", "b": "2", "c": "1", "d": "1"])
      #expect(lock == both && text == both.encode())
    }
  }

  @Test func theSameModelIsAConflict() async throws {
    let merged = try await merge(
      lock("base", ["a": "1"]), lock("ours", ["a": "2"]), lock("theirs", ["a": "3"]))
    let error = #expect(throws: LockError.self) { try LockFile.decode(Array(merged.utf8)) }
    #expect(error?.code == "lock-conflict")
    #expect(error?.hint?.contains("mlx checkout") == true)
  }

  @Test(arguments: ["<<<<<<< HEAD", "=======", ">>>>>>> x", "||||||| 12", "<<<<<<<<< HEAD"])
  func everyMarkIsSeen(mark: String) {
    #expect(throws: LockError.conflict(line: 1)) { try LockFile.decode(Array("\(mark)\n".utf8)) }
  }
}
