import ArgumentParser

/// `mlx help <command>`: usage first, then what it does, its options, and examples. The tables come
/// from the parser; the order and the text are ours.
enum CommandHelp {
  private static let columns = 80

  static func render(_ words: [String], to terminal: inout Terminal) {
    guard let node = CommandTree.command(named: words) else { return }
    let configuration = node.type.configuration
    usage(of: words, configuration, &terminal)
    terminal.line()
    terminal.line(Text(configuration.abstract))
    let sections = sections(of: node.type)
    for title in order(sections.map(\.title)) {
      guard let section = sections.first(where: { $0.title == title }) else { continue }
      terminal.line()
      terminal.line(Text(section.heading, .bold))
      for line in section.lines { terminal.write(line + "\n") }
    }
    if !configuration.discussion.isEmpty {
      terminal.line()
      terminal.write(configuration.discussion + "\n")
    }
  }

  private static func usage(
    of words: [String], _ configuration: CommandConfiguration, _ terminal: inout Terminal
  ) {
    let name = (["mlx"] + words).joined(separator: " ")
    let isGroup = !configuration.subcommands.isEmpty
    let forms = configuration.usage ?? (isGroup ? "\(name) <command>" : name)
    for (index, form) in forms.split(separator: "\n").enumerated() {
      // A line that begins with a space goes on with the form before it.
      let label = index == 0 ? "usage:" : form.hasPrefix(" ") ? "      " : "   or:"
      terminal.line("\(label) \(form)")
    }
  }

  private struct Section {
    var title: String
    var lines: [String] = []
    /// `Global options` for `GLOBAL OPTIONS`.
    var heading: String { title.prefix(1) + title.dropFirst().lowercased() }
  }

  /// The parser's tables: arguments, options, commands.
  private static func sections(of type: any ParsableCommand.Type) -> [Section] {
    var sections: [Section] = []
    let text = RootCommand.helpMessage(for: type, columns: columns)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if isTitle(line) {
        sections.append(Section(title: String(line.dropLast())))
      } else if line.hasPrefix("  "), !line.hasPrefix("  --version "), !sections.isEmpty {
        sections[sections.count - 1].lines.append(String(line))
      } else {
        continue
      }
    }
    return sections.filter { !$0.lines.isEmpty && !$0.title.contains("USAGE") }
  }

  private static func isTitle(_ line: Substring) -> Bool {
    line.hasSuffix(":") && line.dropLast().allSatisfy { $0.isUppercase || $0 == " " }
  }

  /// What is special to the command comes before what all take.
  private static func order(_ titles: [String]) -> [String] {
    titles.filter { $0 != "GLOBAL OPTIONS" } + titles.filter { $0 == "GLOBAL OPTIONS" }
  }
}
