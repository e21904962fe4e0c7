import ArgumentParser
import References

/// Turns what the parser says about a command line into our words: a sentence and a command to try.
enum UsageFailure {
  static func explain(_ error: any Error, arguments: [String]) -> UsageError {
    let command = commandWords(in: arguments)
    let full = command.joined(separator: " ")
    let help = command.isEmpty ? "run 'mlx help' for the commands" : "run 'mlx help \(full)'"
    let tried = arguments.dropFirst(command.count).first { !$0.hasPrefix("-") }
    let isGroup = command.isEmpty || CommandTree.command(named: command)?.isGroup == true
    if isGroup, let tried {
      let name = (command + [tried]).joined(separator: " ")
      let hint = closest(to: tried, in: CommandTree.names(below: command)).map { close in
        "did you mean 'mlx \((command + [close]).joined(separator: " "))'?"
      }
      return UsageError("'\(name)' is not an mlx command", hint: hint ?? help)
    }
    let (message, hint) = ParserMessage.ours(RootCommand.message(for: error))
    return UsageError(message, hint: hint ?? help)
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
