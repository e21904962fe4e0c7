import ArgumentParser

/// `mlx op …`: the operations of this repository.
struct OperationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "op",
    abstract: "Look at the operations of this repository.",
    subcommands: [OperationLogCommand.self])
}
