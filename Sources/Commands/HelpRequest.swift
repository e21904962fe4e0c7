/// `mlx help NAME` of a command that does not exist is a mistake, not a wish for the overview.
enum HelpRequest {
  static func check(_ words: [String]) throws(UsageError) {
    guard words.first == "help" else { return }
    let names = Array(words.dropFirst().prefix { !$0.hasPrefix("-") })
    if CommandTree.command(named: names) != nil { return }
    let close = UsageFailure.closest(to: names.last ?? "", in: CommandTree.names(below: []))
    throw UsageError(
      "'\(names.joined(separator: " "))' is not an mlx command",
      hint: close.map { "did you mean 'mlx help \($0)'?" } ?? "run 'mlx help' for the commands")
  }
}
