import Foundation
import TestSupport
import Testing

/// The real binary is stopped at each point that matters, by SIGKILL, SIGINT and SIGTERM.
@Suite(.serialized) struct StopTests {
  /// A project with two commits; the work tree is as in the second one.
  private func twoCommits(
    modelBytes: Int = 1 << 20
  ) throws -> (scene: KillScene, one: [String: Data], two: [String: Data]) {
    let scene = try KillScene(modelBytes: modelBytes)
    try scene.writeModel(seed: 1)
    try scene.mlx(["init"])
    try scene.mlx(["commit", "-m", "one", "--model", "model.bin", "--data", "data"])
    let one = try scene.digests()
    try scene.writeModel(seed: 2)
    let two = try scene.digests()
    return (scene, one, two)
  }

  private static let checkoutPoints = [
    "checkout-pending", "checkout-file", "checkout-file:20", "checkout-files", "checkout-index",
    "index-saved", "before-head", "head-linked", "after-head", "checkout-head",
  ]
  /// Each point forth and back; where time is short, in turn.
  private static let checkoutStops = checkoutPoints.enumerated().flatMap { number, point in
    [true, false].filter { !CrashDisk.isInTurn || $0 == (number % 2 == 0) }.map { (point, $0) }
  }

  @Test(arguments: checkoutStops)
  func checkoutAt(_ point: String, goesOn: Bool) throws {
    let (scene, one, two) = try twoCommits()
    defer { scene.remove() }
    try scene.mlx(["commit", "-am", "two"])
    let base = try scene.head()
    #expect(try scene.stop(["checkout", "HEAD~1"], at: point), "\(point) is never reached")
    #expect(scene.isCheckoutPending)
    try scene.expectSound(base: base, mayMove: true)
    let isLanded = try scene.head() != base
    try scene.mlx(["checkout", goesOn ? "--continue" : "--abort"])
    #expect(!scene.isCheckoutPending)
    #expect(try scene.digests() == (goesOn || isLanded ? one : two))
    try scene.mlx(["checkout", "main"])
    #expect(try scene.digests() == two)
  }

  /// A new file is written under its own name: one that was only begun is known for that.
  @Test(arguments: ["checkout-created", "checkout-created:20"], [true, false])
  func checkoutOfNewFilesAt(_ point: String, goesOn: Bool) throws {
    let (scene, _, two) = try twoCommits()
    defer { scene.remove() }
    try scene.mlx(["commit", "-am", "two"])
    try FileManager.default.removeItem(at: scene.folder.appendingPathComponent("data"))
    try scene.mlx(["commit", "-am", "gone"])
    let base = try scene.head()
    #expect(try scene.stop(["checkout", "HEAD~1"], at: point), "\(point) is never reached")
    #expect(scene.isCheckoutPending)
    try scene.expectSound(base: base, mayMove: false)
    try scene.mlx(["checkout", goesOn ? "--continue" : "--abort"])
    #expect(!scene.isCheckoutPending)
    if goesOn {
      #expect(try scene.digests() == two)
    } else {
      let data = scene.folder.appendingPathComponent("data").path
      #expect(!FileManager.default.fileExists(atPath: data))
    }
  }

  /// Ctrl-C ends with status 130, cleans up, and a commit has not happened.
  @Test(arguments: [SIGINT, SIGTERM])
  func signals(_ signal: Int32) throws {
    let (scene, _, two) = try twoCommits(modelBytes: 12 << 20)
    defer { scene.remove() }
    let before = try scene.head()
    var seconds = 0.3
    for _ in 0..<20 {
      let (status, place) = try scene.interrupt(
        ["commit", "-am", "two"], with: signal, after: seconds)
      if place == .afterHead {
        // Too late: it was done. Try again with another version, and earlier.
        seconds *= 0.7
        try scene.mlx(["reset", "--soft", before.trimmingCharacters(in: .newlines)])
        continue
      }
      if status == -1 {
        // Too early: the program had not asked for the signal yet.
        seconds *= 1.2
        continue
      }
      #expect(status == 130)
      #expect(try scene.temporaryNames().isEmpty)
      try scene.expectSound(base: before, mayMove: false)
      try scene.mlx(["commit", "-am", "two", "--allow-empty"])
      #expect(try scene.digests() == two)
      return
    }
    Issue.record("no signal met the commit in the middle")
  }
}
