import FileIO
import Foundation
import Testing

/// The real binary is killed at every named point; what comes next finds all there was, and ends the work.
@Suite struct KillPointTests {
  /// `MLX_KILL_POINTS=all` kills every command at the first, second and last time that it passes each point on
  /// its way; otherwise each point is taken once.
  private static let isAll = ProcessInfo.processInfo.environment["MLX_KILL_POINTS"] == "all"
  private static let total = Locked((kills: 0, commands: 0))

  @Test func everyPointHasACommand() {
    let points = KilledCommand.all.flatMap(\.points)
    #expect(Set(points) == Set(Failpoint.allCases))
    #expect(points.count == Failpoint.allCases.count, "each once")
  }

  @Test(arguments: KilledCommand.all)
  func goesOnAfter(_ command: KilledCommand) throws {
    if command.points.isEmpty, !Self.isAll { return }
    let scene = try KillScene(modelBytes: 1 << 16)
    defer { scene.remove() }
    try command.prepare(scene)
    let before = try scene.head().trimmingCharacters(in: .newlines)
    try scene.save()
    let hits = try Self.isAll ? Self.hits(of: command, in: scene) : command.points.map { ($0, 1) }
    for (point, hit) in hits {
      try scene.restore()
      let place = "\(command.name) at \(point.rawValue):\(hit)"
      #expect(
        try scene.stop(command.words, at: "\(point.rawValue):\(hit)"), "\(place) is never reached")
      if !command.isDamaged { try Self.expectSound(scene, command, before, place) }
      try Self.expectDone(scene, command, place)
      try Self.expectSound(scene, command, before, place)
    }
    let total = Self.total.withLock { total in
      total = (total.kills + hits.count, total.commands + 1)
      return total
    }
    print("kill -9 at \(total.kills) points in \(total.commands) commands")
  }

  /// What the command passes, each point as often as it is worth a kill.
  private static func hits(
    of command: KilledCommand, in scene: KillScene
  ) throws -> [(Failpoint, Int)] {
    let list = URL(fileURLWithPath: scene.folder.path + "-points")
    defer { try? FileManager.default.removeItem(at: list) }
    let process = try scene.start(command.words, failpoint: "list:\(list.path)")
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command.name)")
    let names = try String(decoding: Data(contentsOf: list), as: UTF8.self).split(separator: "\n")
    let counts = Dictionary(grouping: names) { String($0) }.mapValues(\.count)
    #expect(command.points.allSatisfy { counts[$0.rawValue] != nil }, "\(command.name)")
    return Failpoint.allCases.flatMap { point in
      let count = counts[point.rawValue] ?? 0
      return Set([1, 2, count].filter { $0 > 0 && $0 <= count }).sorted().map { (point, $0) }
    }
  }

  private static func expectSound(
    _ scene: KillScene, _ command: KilledCommand, _ before: String, _ place: String
  ) throws {
    #expect(try scene.status(["fsck"]) == 0, "\(place)")
    if command.isSharing { #expect(try scene.status(["fsck", "--remote"]) == 0, "\(place)") }
    #expect(try scene.status(["cat-file", "-t", before]) == 0, "\(place)")
  }

  private static func expectDone(
    _ scene: KillScene, _ command: KilledCommand, _ place: String
  ) throws {
    let clone = scene.folder.appendingPathComponent("ben/.mlops/checkout.pending").path
    if scene.isCheckoutPending { try scene.mlx(["checkout", "--continue"]) }
    if FileManager.default.fileExists(atPath: clone) {
      try scene.mlx(["-C", "ben", "checkout", "--continue"])
    }
    let status = try scene.status(command.words)
    #expect(status == 0 || status == command.statusWhenDone, "\(place), then: status \(status)")
    #expect(try command.isDone(scene), "\(place): not done")
    #expect(try scene.status(["commit", "--allow-empty", "-am", "next"]) == 0, "\(place)")
  }
}
