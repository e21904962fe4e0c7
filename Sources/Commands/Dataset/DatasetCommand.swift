import ArgumentParser

/// `mlx dataset …`: what becomes of datasets.
struct DatasetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset",
    abstract: "Watch datasets.",
    subcommands: [DatasetDriftCommand.self])
}
