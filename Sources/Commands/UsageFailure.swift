import ArgumentParser
import References

/// Turns what the parser says about a command line into our words: a sentence and a command to try.
enum UsageFailure {
  static func explain(_ error: any Error, arguments: [String]) -> UsageError {
    let command = commandWords(in: arguments)
    if command.isEmpty || CommandTree.command(named: command)?.isOnlyGroup == true {
      return unknown(ArgumentOrder.split(arguments.dropFirst(command.count)).rest, below: command)
    }
    let (message, hint) = ParserMessage.ours(RootCommand.message(for: error))
    return UsageError(message, hint: hint)
  }

  /// Where a command's name should stand, something else does.
  private static func unknown(_ words: [String], below command: [String]) -> UsageError {
    let group = (["mlx"] + command).joined(separator: " ")
    let names = CommandTree.names(below: command)
    guard let word = words.first else {
      return UsageError("no command is named behind '\(group)'")
    }
    if word.hasPrefix("-") {
      let later = words.first(where: names.contains)
      return UsageError(
        "unknown option '\(word)'",
        hint: later.map {
          "options of a command stand behind its name: run 'mlx help \((command + [$0]).joined(separator: " "))'"
        })
    }
    return UsageError(
      "'\((command + [word]).joined(separator: " "))' is not an mlx command",
      hint: closest(to: word, in: names).map { "did you mean '\(group) \($0)'?" })
  }

  /// The leading words of the arguments that name a command.
  static func commandWords(in arguments: [String]) -> [String] {
    var words: [String] = []
    for argument in arguments {
      guard CommandTree.names(below: words).contains(argument) else { break }
      words.append(argument)
    }
    return words
  }

  /// The name that comes nearest to a word, if one is near.
  static func closest(to word: String, in names: [String]) -> String? {
    NearNames.find(word, among: names).first
  }
}
