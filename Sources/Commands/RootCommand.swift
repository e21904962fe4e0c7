import ArgumentParser

/// `mlx`: every command, grouped by job. `mlx help` prints this list.
struct RootCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mlx",
    abstract: "Version models, datasets and everything they were made from.",
    version: "mlx \(Program.version)",
    groupedSubcommands: [
      CommandGroup(
        name: "start",
        subcommands: [InitCommand.self, CloneCommand.self, ImportCommand.self, DemoCommand.self]),
      CommandGroup(
        name: "declare and stage",
        subcommands: [AddCommand.self, RemoveCommand.self, MoveCommand.self]),
      CommandGroup(name: "what changed", subcommands: [StatusCommand.self, DiffCommand.self]),
      CommandGroup(
        name: "record", subcommands: [CommitCommand.self, RunCommand.self, NoteCommand.self]),
      CommandGroup(name: "history", subcommands: [LogCommand.self, ReflogCommand.self]),
      CommandGroup(
        name: "inspect", subcommands: [ShowCommand.self, ListCommand.self, CatCommand.self]),
      CommandGroup(
        name: "go back",
        subcommands: [
          CheckoutCommand.self, SwitchCommand.self, RestoreCommand.self, RevertCommand.self,
          ResetCommand.self, UndoCommand.self, OperationCommand.self,
        ]),
      CommandGroup(
        name: "name", subcommands: [BranchCommand.self, TagCommand.self, SignCommand.self]),
      CommandGroup(
        name: "share",
        subcommands: [
          RemoteCommand.self, PushCommand.self, FetchCommand.self, PullCommand.self,
          GetCommand.self,
        ]),
      CommandGroup(name: "lineage", subcommands: [LineageCommand.self]),
      CommandGroup(
        name: "is it sound?", subcommands: [FsckCommand.self, VerifyCommand.self]),
      CommandGroup(
        name: "may it pass?", subcommands: [AuditCommand.self, ReviewCommand.self]),
      CommandGroup(
        name: "what is in it?",
        subcommands: [ProfileCommand.self, DatasetCommand.self, ScanCommand.self]),
      CommandGroup(
        name: "how good is it?",
        subcommands: [EvaluateCommand.self, ValidateCommand.self, MetricsCommand.self]),
      CommandGroup(name: "environments", subcommands: [EnvironmentCommand.self]),
      CommandGroup(
        name: "upkeep",
        subcommands: [
          CollectCommand.self, RepackCommand.self, DiskUsageCommand.self, DropCommand.self,
          PurgeCommand.self,
        ]),
      CommandGroup(
        name: "plumbing",
        subcommands: [
          HashObjectCommand.self, CatFileCommand.self, ListTreeCommand.self, RevParseCommand.self,
          HookCommand.self, TextconvCommand.self,
        ]),
      CommandGroup(name: "settings", subcommands: [ConfigCommand.self, CompletionsCommand.self]),
    ])
}
