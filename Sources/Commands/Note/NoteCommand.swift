import ArgumentParser

/// `mlx note …`: facts that are learnt after a commit.
struct NoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Keep what is learnt after a commit.",
    subcommands: [NoteAddCommand.self, NoteListCommand.self, NoteShowCommand.self])
}
