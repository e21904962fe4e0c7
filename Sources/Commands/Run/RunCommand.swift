import ArgumentParser

/// `mlx run …`: commands with what they read and made. Without the name of a command of its own it runs one:
/// `mlx run -- list` runs `list`.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a command and record what it read and made.",
    usage: """
      mlx run [-d <input>]... [-o <output>]... [--param <key=value>]...
              [--trace] [--name <name>] -- <command> [<argument>...]
      mlx run list [-n <count>] [--sort <key>] [--ok]
      mlx run show [<run>] [--stdout | --stderr]
      mlx run compare <run> <run>...
      """,
    discussion: """
      Inputs are hashed before the command runs, outputs after it. What it prints is seen
      at once, and kept. 'mlx commit' takes up the runs whose outputs it commits: their
      lineage is then recorded, or with --trace observed, and not only declared.
      Exits as the command does: with its status, 128 and the number of the signal that
      ended it, 126 when it cannot be run and 127 when there is no such command.

      Examples:
        mlx run -d data/train.csv -o models/fraud.bin -- python train.py
        mlx run --trace -d transactions -o fraud --param lr=0.1 -- ./train.sh
        mlx run list --sort -accuracy
      """,
    subcommands: [
      RunListCommand.self, RunShowCommand.self, RunCompareCommand.self, RunStartCommand.self,
    ],
    defaultSubcommand: RunStartCommand.self)
}
