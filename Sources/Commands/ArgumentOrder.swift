/// Puts the arguments in the order that the parser takes: `mlx -C dir log -5` becomes
/// `mlx log -C dir -n 5`. Where revisions and paths may follow each other, what stands behind `--`
/// becomes the options of `PathsBehindDashes`.
enum ArgumentOrder {
  private static let flags: Set<String> = [
    "--json", "-q", "--quiet", "-v", "--verbose", "--no-progress",
  ]
  private static let options: Set<String> = ["-C", "--color"]
  /// Options whose value may be anything, also `--`.
  private static let valued: Set<String> = ["-n", "--max-count"]

  /// Moves options that stand before the command behind it, and spells `-5` as `-n 5` where a
  /// command counts.
  static func normalized(_ arguments: [String]) -> [String] {
    let (leading, rest) = split(arguments)
    guard let command = rest.first, !command.hasPrefix("-") else { return leading + rest }
    let isGroup = CommandTree.command(named: [command])?.isGroup == true
    let words = isGroup && rest.count > 1 && !rest[1].hasPrefix("-") ? 2 : 1
    let arguments = named(counts(in: rest.dropFirst(words), of: command), of: command)
    if command == "help" { return rest + leading }
    return Array(rest.prefix(words)) + leading + arguments
  }

  /// The options that every command takes, as far as they lead, and what follows them. An option
  /// whose value is missing leads too.
  static func split(_ arguments: some Collection<String>) -> (leading: [String], rest: [String]) {
    let words = Array(arguments)
    var index = 0
    while index < words.count {
      let word = words[index]
      if options.contains(word) {
        index = min(index + 2, words.count)
      } else if flags.contains(word) || isJoined(word) {
        index += 1
      } else {
        break
      }
    }
    return (Array(words.prefix(index)), Array(words.dropFirst(index)))
  }

  /// An option with its value in one word: `--color=never`, `-Cdir`.
  private static func isJoined(_ word: String) -> Bool {
    word.hasPrefix("--color=") || (word.hasPrefix("-C") && word != "-C")
  }

  private static func named(_ words: [String], of command: String) -> [String] {
    guard ["log", "diff", "checkout"].contains(command),
      let end = words.indices.first(where: { index in
        words[index] == "--" && (index == 0 || !valued.contains(words[index - 1]))
      })
    else { return words }
    return words[..<end] + ["--paths-follow"] + words[(end + 1)...].map { "--path=" + $0 }
  }

  private static func counts(in words: ArraySlice<String>, of command: String) -> [String] {
    guard ["log", "reflog", "op"].contains(command) else { return Array(words) }
    var isOption = true
    var before = ""
    return words.flatMap { word -> [String] in
      if word == "--" { isOption = false }
      // Behind -n it is the value, and a wrong one.
      let isValue = valued.contains(before)
      before = word
      let digits = word.dropFirst()
      let isCount = word.hasPrefix("-") && !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit)
      return isOption && isCount && !isValue ? ["-n", String(digits)] : [word]
    }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { "0"..."9" ~= self }
}
