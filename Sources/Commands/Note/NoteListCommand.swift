import ArgumentParser
import Objects
import Repository

/// `mlx note list`: notes, a line each. The work is `Repository.notes`.
struct NoteListCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List notes, the newest first.",
    usage: "mlx note list [<subject>] [--kind <kind>]")

  static let schemaName: String? = "note-list"

  @Argument(help: "What they are about: as in 'mlx note add'. All when it is left out.")
  var subject: String?

  @Option(help: "Only of this kind.", transform: NoteKind.init(typed:))
  var kind: NoteKind?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> NoteListOutput {
    NoteListOutput(notes: try repository.notes(about: subject, kind: kind))
  }
}

/// Notes, the newest first.
struct NoteListOutput: CommandOutput {
  let notes: [ListedNote]

  var json: [String: JSONValue] { ["notes": .list(notes, \.json)] }

  func render(to terminal: inout Terminal) {
    var table = Table()
    for listed in notes {
      table.row(
        Text(listed.id.short, .yellow), Text(listed.note.author.time.text, .dim),
        listed.kindText, listed.subjectText, Text(listed.note.author.name),
        Text(listed.firstLine))
    }
    terminal.table(table)
  }
}
