import ArgumentParser

/// `mlx remote …`: the other places that this repository knows.
struct RemoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remote",
    abstract: "Name the places that versions are shared at.",
    subcommands: [
      RemoteAddCommand.self, RemoteListCommand.self, RemoteShowCommand.self,
      RemoteRemoveCommand.self,
    ])
}
