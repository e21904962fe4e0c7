import ArgumentParser

/// `mlx metrics …`: how good models are, also when it was measured after the commit.
struct MetricsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "See how good models are.",
    subcommands: [MetricsAddCommand.self, MetricsShowCommand.self, MetricsDiffCommand.self])
}
