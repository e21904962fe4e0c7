/// `mlx help <command>`, and `-h` behind a command.
enum HelpRequest {
  /// The words of the command whose help is asked for with `mlx help`; nil where it is not.
  static func command(_ words: [String]) throws(UsageError) -> [String]? {
    guard words.first == "help" else { return nil }
    let names = Array(words.dropFirst().prefix { !$0.hasPrefix("-") })
    if CommandTree.command(named: names) != nil { return names }
    let close = UsageFailure.closest(to: names.last ?? "", in: CommandTree.names(below: []))
    throw UsageError(
      "'\(names.joined(separator: " "))' is not an mlx command",
      hint: close.map { "did you mean 'mlx help \($0)'?" } ?? "run 'mlx help' for the commands")
  }
}
