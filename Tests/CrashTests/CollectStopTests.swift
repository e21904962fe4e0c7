import FileIO
import Foundation
import Testing

/// The real binary collects beside commits, and some of all of them are killed.
@Suite(.serialized) struct CollectStopTests {
  /// Two that commit, one that tags and branches, one that notes, two that read, and collections with no grace
  /// left, all killed at random. `MLX_COLLECT_SECONDS` makes it longer.
  @Test func besideCommits() throws {
    let scene = try KillScene(modelBytes: 1 << 18)
    defer { scene.remove() }
    try scene.writeModel(seed: 0)
    try scene.mlx(["init"])
    try scene.mlx(["commit", "-m", "base", "--model", "model.bin", "--data", "data"])
    let variable = ProcessInfo.processInfo.environment["MLX_COLLECT_SECONDS"]
    try scene.mlx(["tag", "base"])
    let beside = try Beside(scene, seconds: variable.flatMap(Double.init) ?? 10)
    let total = try beside.runAll()
    print("beside gc: \(total.sorted { $0.key < $1.key })")
    for done in ["gc done", "commit done", "note done", "read done"] {
      #expect(total[done, default: 0] > 0, "\(done)")
    }
    #expect(total["read torn"] == nil)
    try expectWhole(scene, beside)
    let last = try scene.start(["gc", "--prune=now"], clock: "2190-01-01T00:00:00Z")
    last.waitUntilExit()
    #expect(last.terminationStatus == 0)
    try expectWhole(scene, beside)
  }

  /// Nothing that a command said was done is lost, and no lock is left that the next one would wait for.
  private func expectWhole(_ scene: KillScene, _ beside: Beside) throws {
    try scene.mlx(["fsck"])
    for commit in beside.tagged { try scene.mlx(["verify", commit]) }
    let notes = try beside.output(["note", "list", "base", "--json"])
    for note in beside.noted { #expect(notes.contains(note), "the note \(note) is lost") }
    let start = Date()
    try scene.mlx(["commit", "-m", "after", "--allow-empty"])
    #expect(Date().timeIntervalSince(start) < 60, "something was waited for")
    let left = try scene.temporaryNames()
    #expect(left.allSatisfy { !$0.hasSuffix(".lock") }, "\(left)")
  }
}
