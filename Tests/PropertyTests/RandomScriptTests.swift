import Foundation
import TestSupport
import Testing

/// Random sequences of commands, crashes and races among them, against a model of dictionaries.
/// `MLX_SEED=n` runs one seed; a failure prints its seed and the shortest script found.
@Suite struct RandomScriptTests {
  static let seeds: [UInt64] = {
    if let seed = ProcessInfo.processInfo.environment["MLX_SEED"].flatMap(UInt64.init) {
      return [seed]
    }
    return Array(1...16)
  }()

  private static let shrinkingSecondsMax = 60.0

  @Test(arguments: seeds)
  func keepsWhatTheModelSays(seed: UInt64) throws {
    let script = Script.random(seed: seed, count: 40)
    guard let failure = Self.failure(of: script) else { return }
    print("seed \(seed): \(failure)")
    let deadline = Date(timeIntervalSinceNow: Self.shrinkingSecondsMax)
    let shortest = Script.shrunk(script) { Date() < deadline && Self.failure(of: $0) != nil }
    let lines = shortest.map(\.description).joined(separator: "\n  ")
    Issue.record(
      "seed \(seed): \(failure)\nshortest: \(Self.failure(of: shortest) ?? "")\n  \(lines)")
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
    #expect(shortest == [.undo, .amend])
  }
}
