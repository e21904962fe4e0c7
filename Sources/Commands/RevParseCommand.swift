import ArgumentParser
import Objects
import Repository

/// `mlx rev-parse`: the ids behind names. The work is `Repository.revParse`.
struct RevParseCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "rev-parse",
    abstract: "Print the ids of revisions, paths and assets.",
    usage: """
      mlx rev-parse <revision>[:<path>] | <asset>[@<revision>] | <a>..<b> ...
      """,
    discussion: """
      Examples:
        mlx rev-parse HEAD~1
        mlx rev-parse v1:models/fraud.safetensors fraud@main
        mlx rev-parse v1..main
      """)

  @Argument(
    help: ArgumentHelp("Revisions, paths in them, assets or ranges.", valueName: "revision"))
  var objects: [String]

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RevParseOutput {
    RevParseOutput(ids: try objects.flatMap { try repository.revParse($0) })
  }
}

/// Ids, one a line.
struct RevParseOutput: CommandOutput {
  let ids: [String]

  var json: [String: JSONValue] { ["ids": .list(ids, JSONValue.string)] }

  func render(to terminal: inout Terminal) {
    for id in ids { terminal.line(Text(id)) }
  }
}
