import FileIO
import Foundation
import TestSupport
import Testing

/// Random sequences of commands, crashes, races and a colleague among them, against a model of
/// dictionaries. A failure prints its seed and the shortest script found.
///
/// `MLX_SEED=n` runs one seed; `MLX_PROPERTY_SECONDS=7200` takes that long, from seeds that differ from
/// time to time.
@Suite struct RandomScriptTests {
  /// As long as a run of all the tests has for it; then the first seeds are the same each time.
  private static let usualSeconds = 20.0
  private static let shrinkingSecondsMax = 60.0
  private static let stepCount = 40

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  @Test func keepsWhatTheModelSays() throws {
    if let seed = Self.variable("MLX_SEED").flatMap(UInt64.init) { return try Self.check(seed) }
    let seconds = Self.variable("MLX_PROPERTY_SECONDS").flatMap(Double.init)
    let first = seconds == nil ? 1 : UInt64.random(in: 1..<1 << 40)
    let end = Date(timeIntervalSinceNow: seconds ?? Self.usualSeconds)
    print("random scripts from seed \(first)")
    let next = Locked(first)
    try Threads.run(2) { _ in
      repeat {
        let seed = next.withLock { seed in
          defer { seed += 1 }
          return seed
        }
        try Self.check(seed)
      } while Date() < end
    }
    let count = next.withLock { $0 } - first
    print("random scripts: \(count) of \(Self.stepCount) steps, from seed \(first)")
  }

  /// Seeds that once found something; where time is short, the last of them.
  private static let seeds: [UInt64] = [
    830_022_128_441, 752_230_976_959, 752_230_975_745, 752_230_975_699, 997_886_232_710,
    997_886_235_988, 1_091_596_219_339, 1_091_596_222_155, 214_872_203_345,
  ]

  @Test(arguments: CrashDisk.isInTurn ? seeds.suffix(3) : seeds)
  func keepsWhatItOnceDidNot(seed: UInt64) throws { try Self.check(seed) }

  private static func check(_ seed: UInt64) throws {
    let script = Script.random(seed: seed, count: stepCount)
    guard let failure = failure(of: script) else { return }
    print("seed \(seed): \(failure)")
    let deadline = Date(timeIntervalSinceNow: shrinkingSecondsMax)
    let kind = Self.kind(of: failure)
    let shortest = Script.shrunk(script) {
      Date() < deadline && Self.failure(of: $0).map(Self.kind) == kind
    }
    let lines = shortest.map(\.description).joined(separator: "\n  ")
    let report =
      "seed \(seed): \(failure)\nshortest: \(Self.failure(of: shortest) ?? "")\n  \(lines)"
    print(report)
    Issue.record("\(report)")
  }

  /// What a failure is about, without the step and the names that differ: a shorter script must fail alike.
  private static func kind(of failure: String) -> String {
    let claim = failure.split(separator: ": ", maxSplits: 1).last ?? ""
    return String(claim.filter { !$0.isNumber }.prefix(60))
  }

  private static func failure(of script: [Step]) -> String? {
    do {
      try ScriptRun().run(script)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func shrinkingKeepsWhatFails() {
    let script: [Step] = [.commit, .undo, .write(path: "data/a", content: 1), .amend, .undo]
    let shortest = Script.shrunk(script) { $0.contains(.amend) && $0.contains(.undo) }
    #expect(shortest == [.amend, .undo] || shortest == [.undo, .amend])
  }

  @Test func shrinkingIsQuick() {
    var tries = 0
    let script = Script.random(seed: 1, count: 500) + [.amend]
    let shortest = Script.shrunk(script) {
      tries += 1
      return $0.contains(.amend)
    }
    #expect(shortest == [.amend] && tries < 100)
  }
}
