/// Puts the arguments in the order that the parser takes: `mlx -C dir log -5` becomes
/// `mlx log -C dir -n 5`. Where revisions and paths may follow each other, what stands behind `--`
/// becomes `--path=`: the parser has room for one list of words.
enum ArgumentOrder {
  private static let flags: Set<String> = [
    "--json", "-q", "--quiet", "-v", "--verbose", "--no-progress",
  ]
  private static let options: Set<String> = ["-C", "--color"]

  /// Moves options that stand before the command behind it, and spells `-5` as `-n 5` where a
  /// command counts.
  static func normalized(_ arguments: [String]) -> [String] {
    let (leading, rest) = split(arguments)
    guard let command = rest.first, !command.hasPrefix("-") else { return leading + rest }
    var words = 1
    if command == "op", rest.count > 1, !rest[1].hasPrefix("-") { words = 2 }
    let moved = command == "help" ? [] : leading
    let arguments = named(counts(in: rest.dropFirst(words), of: command), of: command)
    return Array(rest.prefix(words)) + moved + arguments
  }

  private static func named(_ words: [String], of command: String) -> [String] {
    guard ["log", "diff", "checkout"].contains(command), let end = words.firstIndex(of: "--") else {
      return words
    }
    return words[..<end] + words[(end + 1)...].map { "--path=" + $0 }
  }

  private static func split(_ arguments: [String]) -> (leading: [String], rest: [String]) {
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      if flags.contains(word) || word.hasPrefix("--color=") {
        index += 1
      } else if options.contains(word), index + 1 < arguments.count {
        index += 2
      } else {
        break
      }
    }
    return (Array(arguments.prefix(index)), Array(arguments.dropFirst(index)))
  }

  private static func counts(in words: ArraySlice<String>, of command: String) -> [String] {
    guard ["log", "reflog", "op"].contains(command) else { return Array(words) }
    var isOption = true
    return words.flatMap { word -> [String] in
      if word == "--" { isOption = false }
      let digits = word.dropFirst()
      let isCount = word.hasPrefix("-") && !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit)
      return isOption && isCount ? ["-n", String(digits)] : [word]
    }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { "0"..."9" ~= self }
}
