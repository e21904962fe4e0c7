/// How a command ended, as a number for scripts. This table is the only place that knows them.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// The answer is no: differences with `--exit-code`, problems that fsck found.
  case no = 1
  case usage = 2
  /// A thing is missing, does not match, or cannot be decided.
  case missing = 3
  /// Refused, so that nothing is lost: a conflict, a name that is taken.
  case refused = 4
  /// The disk, the terminal or the network.
  case failed = 5
  case interrupted = 130

  /// The status of an error by its code; an unknown code is a failure of ours.
  init(code: String) {
    self = Self.table[code] ?? .failed
  }

  static let table: [String: ExitStatus] = [
    "usage": .usage,
  ]
}
