import ArgumentParser

/// `mlx help`: the commands that exist, grouped by job.
enum RootHelp {
  static func render(to terminal: inout Terminal) {
    terminal.line("usage: mlx [-C <dir>] <command> [<options>] [<arguments>]")
    terminal.line()
    terminal.line(Text(RootCommand.configuration.abstract))
    for group in RootCommand.configuration.groupedSubcommands {
      terminal.line()
      terminal.line(Text(group.name, .bold))
      var table = Table(indent: 3)
      for (name, abstract) in group.subcommands.flatMap(entries) {
        table.row(Text(name.padded(to: nameColumns)), Text(abstract))
      }
      terminal.table(table)
    }
    terminal.line()
    terminal.line("\("every command takes", .bold)")
    for row in CommandHelp.globalOptions { terminal.write(" " + row + "\n") }
    terminal.line()
    terminal.line("Run 'mlx help <command>' for one command, 'mlx demo' to see it at work.")
  }

  private static let nameColumns = 12

  private static func entries(_ type: any ParsableCommand.Type) -> [(String, String)] {
    let configuration = type.configuration
    let name = configuration.commandName ?? ""
    if configuration.subcommands.isEmpty { return [(name, configuration.abstract)] }
    let own = configuration.defaultSubcommand.map { [(name, $0.configuration.abstract)] } ?? []
    return own
      + configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { child in
        (name + " " + (child.configuration.commandName ?? ""), child.configuration.abstract)
      }
  }
}

extension String {
  /// Spaces behind it up to that many characters.
  fileprivate func padded(to count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}
