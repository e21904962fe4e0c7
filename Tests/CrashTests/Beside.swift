import FileIO
import Foundation

/// Loops of commands that run beside each other in one project. Each command is a process; one of four is
/// killed.
final class Beside: @unchecked Sendable {
  enum Loop: CaseIterable { case commit, emptyCommit, refs, notes, read, readAgain, collect }

  private let scene: KillScene
  private let end: Date
  /// What `data/39.bin` holds in a version, by what its model holds.
  private let pairs: [Data: Data]
  private let lock = NSLock()
  private var made: (tags: [String], notes: [String]) = ([], [])

  private static let seedCount: UInt8 = 7

  /// The project has a version with seed 0.
  init(_ scene: KillScene, seconds: Double) throws {
    self.scene = scene
    var pairs: [Data: Data] = [:]
    for seed in (0..<Self.seedCount).reversed() {
      try scene.writeModel(seed: seed)
      let files = try scene.digests()
      pairs[files["model.bin"] ?? Data()] = files["data/39.bin"]
    }
    self.pairs = pairs
    end = Date().addingTimeInterval(seconds)
  }

  /// What commands said they had made.
  var tagged: [String] { lock.withLock { made.tags } }
  var noted: [String] { lock.withLock { made.notes } }

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

  private func run(_ loop: Loop) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    var round = 0
    while Date() < end {
      round += 1
      for outcome in try step(loop, round) { counts[outcome, default: 0] += 1 }
    }
    return counts
  }

  private func step(_ loop: Loop, _ round: Int) throws -> [String] {
    switch loop {
    case .commit:
      try scene.writeModel(seed: UInt8(round % Int(Self.seedCount)))
      let amend = round % 3 == 0 ? ["--amend"] : []
      let words = ["commit", "-am", "round \(round)", "--allow-empty"] + amend
      return ["commit \(try attempt(words))"]
    case .emptyCommit:
      return ["empty commit \(try attempt(["commit", "-m", "empty \(round)", "--allow-empty"]))"]
    case .refs:
      let name = "t\(round)"
      let outcome = try attempt(["tag", name])
      if outcome == "done" { lock.withLock { made.tags.append(name) } }
      return ["tag \(outcome)", "branch \(try attempt(["branch", "-f", "side"]))"]
    case .notes:
      let text = "note-of-round-\(round)."
      let outcome = try attempt(["note", "add", "base", "-m", text])
      if outcome == "done" { lock.withLock { made.notes.append(text) } }
      return ["note \(outcome)"]
    case .read, .readAgain: return ["read \(try read())"]
    case .collect:
      // Fifteen days later each time: whatever was condemned the last time is due.
      let year = 2100 + round / 20
      let clock = String(
        format: "%d-%02d-%02dT00:00:00Z", year, round % 20 / 2 + 1, round % 2 * 15 + 1)
      let words = round % 4 == 0 ? ["gc", "--prune=now"] : ["gc"]
      return ["gc \(try attempt(words, clock: clock))"]
    }
  }

  /// Reads two files of one version. A version that an amend left may be collected meanwhile.
  private func read() throws -> String {
    let id = try output(["rev-parse", "HEAD"]).trimmingCharacters(in: .newlines)
    let model = try bytes(["cat", "\(id):model.bin"])
    let small = try bytes(["cat", "\(id):data/39.bin"])
    guard let model, let small else {
      return tagged.contains { (try? output(["rev-parse", $0]))?.hasPrefix(id) == true }
        ? "torn" : "refused"
    }
    return pairs[model] == small ? "done" : "torn"
  }

  /// What a command prints.
  func output(_ words: [String]) throws -> String {
    String(decoding: try bytes(words) ?? Data(), as: UTF8.self)
  }

  /// nil where the command failed.
  private func bytes(_ words: [String]) throws -> Data? {
    let pipe = Pipe()
    let process = try scene.start(words, output: pipe)
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
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
