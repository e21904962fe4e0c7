import TestSupport

/// What a random user does next.
enum Step: Equatable, CustomStringConvertible {
  case write(path: String, content: Int)
  case delete(path: String)
  case commit
  case amend
  case branch(String)
  case switchTo(String)
  /// The number of a commit, counted from the first.
  case checkout(Int)
  case reset(Int)
  case revert(Int)
  case undo
  /// The step, with the power gone at that change of the disk; then the next command.
  indirect case crash(at: Int, during: Step)
  /// Two commits at the same time.
  case commitTwice
  /// So many days pass, and a collection runs.
  case collect(days: Int)
  /// Versions are stored anew; with the room of old copies freed at once, or not.
  case repack(now: Bool)
  /// A branch is pushed.
  case push(String)
  case fetch
  case pull
  /// Somebody else fetches, commits on top of the remote's branch, and pushes.
  case colleague(branch: String, path: String, content: Int)
  /// The bytes of all versions but HEAD's go, as far as the remote has them.
  case drop
  /// So many days pass, and the remote is collected.
  case collectRemote(days: Int)

  var description: String {
    switch self {
    case .write(let path, let content): "write \(path) \(content)"
    case .delete(let path): "delete \(path)"
    case .commit: "commit -a"
    case .amend: "commit -a --amend"
    case .branch(let name): "branch \(name)"
    case .switchTo(let name): "switch \(name)"
    case .checkout(let number): "checkout #\(number)"
    case .reset(let number): "reset --hard #\(number)"
    case .revert(let number): "revert #\(number)"
    case .undo: "undo"
    case .crash(let at, let during): "crash at change \(at) of: \(during)"
    case .commitTwice: "commit & commit"
    case .collect(let days): "gc after \(days) days"
    case .repack(let now): "repack\(now ? " --prune=now" : "")"
    case .push(let name): "push origin \(name)"
    case .fetch: "fetch"
    case .pull: "pull"
    case .colleague(let branch, let path, let content):
      "a colleague pushes \(branch) with \(path) \(content)"
    case .drop: "drop --all-but-head"
    case .collectRemote(let days): "gc --remote after \(days) days"
    }
  }
}

/// A sequence of steps. Numbers of commits are taken modulo those that there are, so that a step
/// still means something when others were taken out.
enum Script {
  /// Code: text outside of assets.
  static let code = ["train.py", "src/util.py"]
  static let paths = code + ["data/a", "data/b", "data/sub/a", "data/sub/c", "model.bin"]
  static let branches = ["main", "dev", "topic/x"]

  static func random(seed: UInt64, count: Int) -> [Step] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in step(&generator) }
  }

  private static func step(_ generator: inout SeededGenerator) -> Step {
    switch Int.random(in: 0..<26, using: &generator) {
    case 0...5:
      .write(
        path: pick(paths, &generator),
        content: Int.random(in: 0..<ScriptRun.contentCount, using: &generator))
    case 6: .delete(path: pick(paths.dropLast(), &generator))
    case 7...11: landing(&generator)
    case 12: .branch(pick(branches, &generator))
    case 13: .undo
    case 14: .amend
    case 15: .commitTwice
    case 16: .collect(days: days(&generator))
    case 17: .repack(now: Bool.random(using: &generator))
    case 18...21: sharing(&generator)
    default:
      .crash(
        at: Int.random(in: 1..<45, using: &generator),
        during: Int.random(in: 0..<4, using: &generator) == 0
          ? interruptible(&generator) : landing(&generator))
    }
  }

  /// A step that moves HEAD.
  private static func landing(_ generator: inout SeededGenerator) -> Step {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0, 1: .commit
    case 2: .switchTo(pick(branches, &generator))
    case 3: .checkout(Int.random(in: 0..<50, using: &generator))
    case 4: .reset(Int.random(in: 0..<50, using: &generator))
    default: .revert(Int.random(in: 0..<50, using: &generator))
    }
  }

  /// A step with a remote.
  private static func sharing(_ generator: inout SeededGenerator) -> Step {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0, 1: .push(pick(branches, &generator))
    case 2: .fetch
    case 3: .pull
    case 4, 5:
      .colleague(
        branch: pick(branches, &generator), path: pick(paths, &generator),
        content: Int.random(in: 0..<ScriptRun.contentCount, using: &generator))
    case 6: .drop
    default: .collectRemote(days: days(&generator))
    }
  }

  /// A step that moves neither HEAD nor a branch here, and may be cut short.
  private static func interruptible(_ generator: inout SeededGenerator) -> Step {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0, 1: .push(pick(branches, &generator))
    case 2: .fetch
    case 3: .drop
    case 4: .collect(days: days(&generator))
    default: .repack(now: Bool.random(using: &generator))
    }
  }

  private static func days(_ generator: inout SeededGenerator) -> Int {
    [0, 16, 40, 100].randomElement(using: &generator) ?? 0
  }

  private static func pick(
    _ choices: some Collection<String>, _ generator: inout SeededGenerator
  ) -> String {
    choices.randomElement(using: &generator) ?? ""
  }

  /// A shorter script that fails too: halves, then quarters, then single steps are taken out, as long as
  /// that makes it shorter (delta debugging: Zeller and Hildebrandt, 2002).
  static func shrunk(_ script: [Step], fails: ([Step]) -> Bool) -> [Step] {
    var script = script
    var length = max(script.count / 2, 1)
    while true {
      let before = script.count
      var end = script.count
      while end > 0 {
        var shorter = script
        shorter.removeSubrange(max(end - length, 0)..<end)
        if fails(shorter) { script = shorter }
        end -= length
      }
      if length > 1 {
        length /= 2
      } else if script.count == before {
        return script
      }
    }
  }
}
