import ArgumentParser
import Objects
import Remotes
import Repository

/// `mlx remote list`: the remotes, a line each. The work is `Repository.remotes`.
struct RemoteListCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the remotes.",
    usage: "mlx remote list")

  static let schemaName: String? = "remote-list"

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RemoteListOutput {
    RemoteListOutput(remotes: try repository.remotes())
  }
}

/// The remotes, by name.
struct RemoteListOutput: CommandOutput {
  let remotes: [Remote]

  var json: [String: JSONValue] { ["remotes": .list(remotes, \.json)] }

  func render(to terminal: inout Terminal) {
    var table = Table()
    for remote in remotes {
      table.row(
        Text(remote.name.string, .bold), Text(remote.location.text),
        Text(remote.origin == .project ? "mlx.yaml" : "", .dim))
    }
    terminal.table(table)
    if remotes.isEmpty { terminal.hint("'mlx remote add origin PATH' names the first one") }
  }
}
