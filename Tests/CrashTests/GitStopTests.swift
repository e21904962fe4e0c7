import Foundation
import Testing

/// The real binary is stopped beside git: what comes next puts `mlx.lock` right, and code is git's.
@Suite(.serialized) struct GitStopTests {
  /// Two versions, each with a git commit; the work tree is as in the second one.
  private func twoCommits() throws -> (scene: KillScene, one: [String: Data], two: [String: Data]) {
    let scene = try KillScene(modelBytes: 64 << 10)
    scene.variables = GitFolder.variables
    scene.variables["MLX_COMMIT_ENVIRONMENT"] = "off"
    try scene.git("init", "-q")
    try scene.write("train.py", "print(1)\n")
    try scene.write(".gitignore", "*.tmp\n")
    try scene.git("add", "-A")
    try scene.git("commit", "-qm", "Code")
    try scene.writeModel(seed: 1)
    try scene.mlx(["init"])
    try scene.mlx(["commit", "--git", "-m", "one", "--model", "model.bin", "--data", "data"])
    let one = try scene.digests()
    try scene.writeModel(seed: 2)
    try scene.write("train.py", "print(2)\n")
    return (scene, one, try scene.digests())
  }

  @Test(arguments: ["before-head", "head-linked", "git-files"])
  func commitAt(_ point: String) throws {
    let (scene, one, two) = try twoCommits()
    defer { scene.remove() }
    let base = try scene.head()
    #expect(
      try scene.stop(["commit", "--git", "-am", "two"], at: point), "\(point) is never reached")
    let isLanded = point != "before-head"
    try scene.expectSound(base: base, mayMove: isLanded)
    #expect(try (scene.head() != base) == isLanded)
    #expect(try scene.text("train.py") == "print(2)\n")
    #expect(try scene.text(".gitignore").hasPrefix("*.tmp\n"))
    #expect(try scene.git("log", "-1", "--format=%s") == "one\n")

    try scene.mlx(["commit", "--git", "-am", "again", "--allow-empty"])
    #expect(try scene.digests() == two)
    let head = try scene.head().trimmingCharacters(in: .newlines)
    #expect(try scene.git("show", "HEAD:mlx.lock").contains(head))
    #expect(try scene.git("status", "--porcelain") == "")
    try scene.mlx(["checkout", base.trimmingCharacters(in: .newlines)])
    #expect(try scene.digests() == one)
    #expect(try scene.text("train.py") == "print(2)\n")
  }

  @Test(arguments: [
    ("checkout-file:20", false), ("checkout-index", true), ("head-linked", false),
    ("git-files", true), ("git-files:2", false),
  ])
  func checkoutAt(_ point: String, goesOn: Bool) throws {
    let (scene, one, two) = try twoCommits()
    defer { scene.remove() }
    try scene.mlx(["commit", "--git", "-am", "two"])
    let base = try scene.head()
    #expect(try scene.stop(["checkout", "HEAD~1"], at: point), "\(point) is never reached")
    try scene.expectSound(base: base, mayMove: true)
    let isLanded = try scene.head() != base
    if scene.isCheckoutPending { try scene.mlx(["checkout", goesOn ? "--continue" : "--abort"]) }
    #expect(try scene.digests() == (goesOn || isLanded ? one : two))
    #expect(try scene.text("train.py") == "print(2)\n")
    #expect(try scene.text(".gitignore").hasPrefix("*.tmp\n"))
    let head = try scene.head().trimmingCharacters(in: .newlines)
    #expect(try scene.text("mlx.lock").contains("\ncommit \(head)\n"))
    try scene.mlx(["checkout", "main"])
    #expect(try scene.digests() == two)
    #expect(try scene.git("status", "--porcelain") == "")
  }
}

extension KillScene {
  @discardableResult
  fileprivate func git(_ arguments: String...) throws -> String {
    try GitFolder.git(arguments, in: folder.path)
  }

  fileprivate func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  fileprivate func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }
}
