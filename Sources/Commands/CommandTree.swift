import ArgumentParser

/// The commands by name, read from the root's configuration: the one list of what exists.
enum CommandTree {
  struct Node {
    let type: any ParsableCommand.Type
    var isGroup: Bool { !type.configuration.subcommands.isEmpty }
    /// Whether it does nothing without the name of a command behind it.
    var isOnlyGroup: Bool { isGroup && type.configuration.defaultSubcommand == nil }
    var abstract: String { type.configuration.abstract }
  }

  /// The command of these words; the root for none.
  static func command(named words: [String]) -> Node? {
    var type: any ParsableCommand.Type = RootCommand.self
    for word in words {
      let children = type.configuration.subcommands
      guard let child = children.first(where: { $0.configuration.commandName == word }) else {
        return nil
      }
      type = child
    }
    return Node(type: type)
  }

  static func names(below words: [String]) -> [String] {
    guard let node = command(named: words) else { return [] }
    var names: [String] = []
    for child in node.type.configuration.subcommands {
      let configuration = child.configuration
      guard configuration.shouldDisplay else { continue }
      if let name = configuration.commandName { names.append(name) }
    }
    return names
  }
}
