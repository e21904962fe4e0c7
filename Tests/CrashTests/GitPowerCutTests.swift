import FileIO
import Objects
import ProjectFiles
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Power cuts beside git: `.gitignore` and `mlx.lock` are a person's files too, and code is git's.
@Suite struct GitPowerCutTests {
  private static let ignored = "*.tmp\n# mine\n"

  private let git: GitFolder
  private let scene: CrashScene

  init() throws {
    git = try GitFolder(["train.py": "print(1)\n", ".gitignore": Self.ignored])
    scene = try CrashScene()
    try scene.project.write(".git", git.link)
    try scene.project.write(".gitignore", Self.ignored)
    try scene.project.write("train.py", noise(1))
  }

  private func commit(_ models: String...) throws -> CommitID {
    var request = CommitRequest(message: "a version")
    request.all = true
    request.models = models.map { NamedPath(path: RepositoryPath(unchecked: $0)) }
    return try scene.project.reopened().commit(request).id
  }

  /// Two versions: the second has another model, and other code.
  private func twoVersions(
    beforeSecond: () throws -> Void = {}
  ) throws -> (check: CrashCheck, old: [String: String?], new: [String: String?]) {
    try scene.project.write("a.bin", noise(2))
    let before = try commit("a.bin")
    let old = try userFiles()
    try scene.project.write("b.bin", noise(3))
    try scene.project.write("a.bin", noise(4))
    try scene.project.write("train.py", noise(5))
    try scene.project.write("eval.py", noise(6))
    try beforeSecond()
    let after = try commit("b.bin")
    let check = try CrashCheck(before, after, in: scene.project.reopened())
    return (check, old, try userFiles())
  }

  private func userFiles() throws -> [String: String?] {
    [
      ".gitignore": try scene.project.text(".gitignore"),
      "mlx.lock": try scene.project.text("mlx.lock"),
    ]
  }

  /// Each of them is the old or the new one, to the byte; what a person wrote is in both.
  private func expectUserFiles(
    _ root: FilePath, _ old: [String: String?], _ new: [String: String?], _ state: CrashState
  ) throws {
    for name in old.keys {
      let found = try text(root, name)
      #expect(found == old[name] || found == new[name], "\(state): \(name) is \(found ?? "gone")")
    }
    #expect(try text(root, ".gitignore")?.hasPrefix(Self.ignored) == true, "\(state)")
    #expect(try text(root, ".git") == git.link, "\(state)")
  }

  private func expectCode(_ root: FilePath, _ state: CrashState) throws {
    #expect(try text(root, "train.py") == noise(5), "\(state)")
    #expect(try text(root, "eval.py") == noise(6), "\(state)")
  }

  /// After a command that ended, the lock names HEAD.
  private func expectLockOfHead(_ root: FilePath, _ state: CrashState) throws {
    let head = try CrashScene.open(below: root).resolve(.head)
    #expect(try text(root, "mlx.lock")?.contains("\ncommit \(head.hex)\n") == true, "\(state)")
  }

  @Test func aCommitIsWhole() throws {
    let (check, old, new) = try twoVersions { try scene.fileSystem.restartLog() }
    #expect(old != new)
    var heads: Set<CommitID> = []
    try forEachCrash(scene.fileSystem.log, variants: CrashVariant.few) { root, state in
      heads.insert(try check.expectWhole(root, state))
      try expectUserFiles(root, old, new, state)
      try check.expectNextCommit(root, state)
      try expectLockOfHead(root, state)
      try expectCode(root, state)
    }
    #expect(heads == [check.before, check.after])
  }

  @Test func aCheckoutLeavesTheCode() throws {
    let (check, _, old) = try twoVersions()
    try scene.fileSystem.restartLog()
    var options = CheckoutOptions(revision: try Revision(parsing: check.before.hex))
    options.detach = true
    _ = try scene.project.reopened().checkout(options)
    let goal = try userFiles()
    var number = 0
    try forEachCrash(scene.fileSystem.log, variants: CrashVariant.few) { root, state in
      try check.expectWhole(root, state)
      try expectUserFiles(root, old, goal, state)
      try expectCode(root, state)
      let repository = try CrashScene.open(below: root)
      number += 1
      if try repository.status().pendingCheckout != nil {
        let goesOn = number.isMultiple(of: 2)
        _ = try goesOn ? repository.continueCheckout() : repository.abortCheckout()
        try expectLockOfHead(root, state)
      }
      try check.expectNextCommit(root, state)
      try expectLockOfHead(root, state)
      try expectCode(root, state)
    }
  }
}
