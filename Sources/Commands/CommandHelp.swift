import ArgumentParser

/// `mlx help <command>`: usage first, then what it does, its options, and examples. The tables come
/// from the parser; the order and the text are ours.
enum CommandHelp {
  private static let columns = 80
  private static let globalTitle = "GLOBAL OPTIONS"

  static func render(_ words: [String], to terminal: inout Terminal) {
    guard let node = CommandTree.command(named: words) else { return }
    let configuration = node.type.configuration
    usage(of: words, configuration, &terminal)
    terminal.line()
    terminal.line(Text(configuration.abstract))
    let inner = configuration.defaultSubcommand.map { sections(of: $0) } ?? []
    for section in sections(of: node.type) + inner where section.title != globalTitle {
      terminal.line()
      terminal.line(Text(section.heading, .bold))
      for line in section.lines { terminal.write(line + "\n") }
    }
    if !configuration.discussion.isEmpty {
      terminal.line()
      terminal.write(configuration.discussion + "\n")
    }
  }

  /// The rows of the options that every command takes.
  static var globalOptions: [String] {
    sections(of: StatusCommand.self).first { $0.title == globalTitle }?.lines ?? []
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
    var heading: String {
      title == "SUBCOMMANDS" ? "Commands" : title.prefix(1) + title.dropFirst().lowercased()
    }
  }

  /// The parser's tables: arguments, options, commands.
  private static func sections(of type: any ParsableCommand.Type) -> [Section] {
    var sections: [Section] = []
    let text = RootCommand.helpMessage(for: type, columns: columns)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if isTitle(line) {
        sections.append(Section(title: String(line.dropLast())))
      } else if line.hasPrefix("  "), !isNoise(line), !sections.isEmpty {
        sections[sections.count - 1].lines.append(String(line))
      } else {
        continue
      }
    }
    return sections.filter { !$0.lines.isEmpty }
  }

  private static func isTitle(_ line: Substring) -> Bool {
    line.hasSuffix(":") && line.dropLast().allSatisfy { $0.isUppercase || $0 == " " }
  }

  /// Rows that every command would repeat.
  private static func isNoise(_ line: Substring) -> Bool {
    ["  --version ", "  -h, --help ", "  See '"].contains { line.hasPrefix($0) }
  }
}
