import ArgumentParser
import References
import Remotes
import Repository

/// `mlx remote remove`: forgets a place. The work is `Repository.removeRemote`.
struct RemoteRemoveCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Forget a place; nothing is deleted there.",
    usage: "mlx remote remove <name>")

  static let schemaName: String? = "remote-remove"

  @Argument(help: "The remote.")
  var name: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RemoteOutput {
    RemoteOutput(
      remote: try repository.removeRemote(RemoteName(validating: name)), verb: "removed")
  }
}
