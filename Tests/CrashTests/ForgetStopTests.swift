import Foundation
import Testing

/// The real binary is stopped in the middle of `mlx drop` and `mlx purge`: nothing that stays is lost, and the
/// command goes on when it is run again.
@Suite(.serialized) struct ForgetStopTests {
  /// `MLX_FORGET_POINTS=all` tries every point.
  private static func points(_ few: [String], _ more: [String]) -> [String] {
    ProcessInfo.processInfo.environment["MLX_FORGET_POINTS"] == "all" ? few + more : few
  }

  private func scene() throws -> KillScene {
    let scene = try KillScene(modelBytes: 1 << 16)
    try scene.mlx(["init"])
    try scene.mlx(["remote", "add", "origin", "remote"])
    for seed: UInt8 in 1...2 {
      try scene.writeModel(seed: seed)
      try scene.mlx(["commit", "-m", "\(seed)", "--model", "model.bin", "--data", "data"])
    }
    try scene.mlx(["push"])
    return scene
  }

  private func expectSound(_ scene: KillScene, _ point: String) throws {
    #expect(try scene.mlx(["fsck"]) == 0, "\(point)")
    #expect(try scene.mlx(["fsck", "--remote"]) == 0, "\(point)")
    #expect(try scene.mlx(["verify", "HEAD"]) == 0, "\(point)")
  }

  @Test(
    arguments: points(
      ["forget-copied", "collect-rows-dropped"],
      ["before-head", "head-linked", "forget-swapped", "collect-pack-moved", "forget-deleted"]))
  func dropAt(_ point: String) throws {
    let scene = try scene()
    defer { scene.remove() }
    #expect(try scene.stop(["drop", "HEAD~1"], at: point), "\(point) is never reached")
    try expectSound(scene, point)
    try scene.mlx(["gc"])
    try expectSound(scene, point)
    try scene.mlx(["drop", "HEAD~1"])
    try expectSound(scene, point)
    let clone = scene.folder.appendingPathComponent("clone")
    try scene.mlx(["clone", scene.folder.appendingPathComponent("remote").path, clone.path])
    #expect(try scene.mlx(["-C", clone.path, "verify", "HEAD~1"]) == 0)
  }

  @Test(
    arguments: points(
      ["forget-swapped", "remote-purge-swapped"],
      ["forget-copied", "collect-rows-dropped", "purged-here", "remote-purge-copied"]))
  func purgeAt(_ point: String) throws {
    let scene = try scene()
    defer { scene.remove() }
    let output = Pipe()
    try scene.start(["hash-object", "model.bin"], output: output).waitUntilExit()
    let blob = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .prefix(64)
    try scene.writeModel(seed: 3)
    try scene.mlx(["commit", "-am", "3"])
    try scene.mlx(["push"])
    let words = ["purge", "blob:\(blob)", "--reason", "asked to", "-y"]
    #expect(try scene.stop(words, at: point), "\(point) is never reached")
    try expectSound(scene, point)
    try scene.mlx(["gc"])
    try expectSound(scene, point)
    try scene.mlx(words)
    try expectSound(scene, point)
    let read = try scene.start(["cat", "HEAD~1:model.bin"], output: Pipe())
    read.waitUntilExit()
    #expect(read.terminationStatus == 3, "\(point)")
    #expect(try scene.mlx(["verify", "HEAD~2"]) == 0, "\(point)")
  }
}
