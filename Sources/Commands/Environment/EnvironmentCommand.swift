import ArgumentParser

/// `mlx env …`: the Python environments that versions were made in.
struct EnvironmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env",
    abstract: "Capture, compare and restore Python environments.",
    subcommands: [
      EnvironmentCaptureCommand.self, EnvironmentShowCommand.self, EnvironmentDiffCommand.self,
      EnvironmentRestoreCommand.self,
    ])
}
