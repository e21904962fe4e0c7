import ArgumentParser

/// `mlx import …`: histories that other tools recorded.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring the history that another tool recorded.",
    subcommands: [ImportDVCCommand.self])
}
