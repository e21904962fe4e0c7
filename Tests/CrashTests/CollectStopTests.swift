import FileIO
import Foundation
import Testing

/// The real binary collects beside commits, and some of all of them are killed.
@Suite(.serialized) struct CollectStopTests {
  /// Commits, amends, tags and branches beside collections with no grace left, all killed at random.
  /// `MLX_COLLECT_SECONDS` makes it longer.
  @Test func besideCommits() throws {
    let scene = try KillScene(modelBytes: 1 << 18)
    defer { scene.remove() }
    try scene.writeModel(seed: 0)
    try scene.mlx(["init"])
    try scene.mlx(["commit", "-m", "base", "--model", "model.bin", "--data", "data"])
    let variable = ProcessInfo.processInfo.environment["MLX_COLLECT_SECONDS"]
    let end = Date().addingTimeInterval(variable.flatMap(Double.init) ?? 10)
    let beside = Beside(scene: scene, end: end)
    let total = try beside.runAll()
    print("commits beside gc: \(total.sorted { $0.key < $1.key })")
    #expect(total["gc done", default: 0] > 0)
    #expect(total["commit done", default: 0] > 0)
    #expect(try scene.mlx(["fsck"]) == 0)
    for commit in beside.tagged() { try scene.mlx(["verify", commit]) }
    try scene.mlx(["commit", "-am", "after", "--allow-empty"])
    let last = try scene.start(["gc", "--prune=now"], clock: "2190-01-01T00:00:00Z")
    last.waitUntilExit()
    #expect(last.terminationStatus == 0)
    #expect(try scene.mlx(["fsck"]) == 0)
    for commit in beside.tagged() { try scene.mlx(["verify", commit]) }
  }
}

/// Loops of commands that run beside each other. Each is a process; some are killed.
private final class Beside: @unchecked Sendable {
  enum Loop: CaseIterable { case commit, refs, collect }

  let scene: KillScene
  let end: Date
  private let lock = NSLock()
  private var tags: [String] = []

  init(scene: KillScene, end: Date) {
    self.scene = scene
    self.end = end
  }

  /// Runs every loop in a thread of its own; what came of the commands.
  func runAll() throws -> [String: Int] {
    let results = Locked<[Result<[String: Int], any Error>]>([])
    try Threads.run(Loop.allCases.count) { thread in
      let result = Result { try self.run(Loop.allCases[thread]) }
      results.withLock { $0.append(result) }
    }
    return try results.withLock { $0 }.reduce(into: [:]) { total, result in
      total.merge(try result.get(), uniquingKeysWith: +)
    }
  }

  func tagged() -> [String] { lock.withLock { tags } }

  func run(_ loop: Loop) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    var round = 0
    while Date() < end {
      round += 1
      switch loop {
      case .commit:
        try scene.writeModel(seed: UInt8(round % 7))
        let amend = round % 3 == 0 ? ["--amend"] : []
        let words = ["commit", "-am", "round \(round)", "--allow-empty"] + amend
        counts["commit \(try attempt(words))", default: 0] += 1
      case .refs:
        let name = "t\(round)"
        let outcome = try attempt(["tag", name])
        if outcome == "done" { lock.withLock { tags.append(name) } }
        counts["tag \(outcome)", default: 0] += 1
        counts["branch \(try attempt(["branch", "-f", "side"]))", default: 0] += 1
      case .collect:
        // Fifteen days later each time: whatever was condemned the last time is due.
        let year = 2100 + round / 20
        let clock = String(
          format: "%d-%02d-%02dT00:00:00Z", year, round % 20 / 2 + 1, round % 2 * 15 + 1)
        let words = round % 4 == 0 ? ["gc", "--prune=now"] : ["gc"]
        counts["gc \(try attempt(words, clock: clock))", default: 0] += 1
      }
    }
    return counts
  }

  /// Runs a command; kills one of four after a while.
  private func attempt(_ words: [String], clock: String? = nil) throws -> String {
    let process = try scene.start(words, clock: clock)
    if Int.random(in: 0..<4) == 0 {
      usleep(UInt32.random(in: 1_000...150_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      return process.terminationReason == .uncaughtSignal ? "killed" : "done"
    }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "done" : "refused"
  }
}
