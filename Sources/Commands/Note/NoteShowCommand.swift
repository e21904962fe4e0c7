import ArgumentParser
import Objects
import Repository

/// `mlx note show`: notes as a whole. The work is `Repository.findNotes`.
struct NoteShowCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a note, or all about a subject.",
    usage: "mlx note show <id> | <subject>")

  static let schemaName: String? = "note-show"

  @Argument(
    help: ArgumentHelp(
      "At least 4 digits of a note's id, or what it is about: as in 'mlx note add'.",
      valueName: "id"))
  var subject: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> NoteShowOutput {
    NoteShowOutput(notes: try repository.findNotes(subject), asked: subject)
  }
}

/// Notes with all that they say.
struct NoteShowOutput: CommandOutput {
  let notes: [ListedNote]
  /// What was asked for, as typed.
  let asked: String

  var json: [String: JSONValue] { ["notes": .list(notes, \.json)] }

  func render(to terminal: inout Terminal) {
    if notes.isEmpty { terminal.notice("no notes are about '\(asked)'") }
    for (index, listed) in notes.enumerated() {
      if index > 0 { terminal.line() }
      render(listed, to: &terminal)
    }
  }

  private func render(_ listed: ListedNote, to terminal: inout Terminal) {
    let author = listed.note.author
    terminal.line("\("note \(listed.id.hex)", .yellow)")
    terminal.line("Kind:    \(listed.note.noteKind.rawValue)")
    terminal.line("Subject: \(listed.note.subject.text)\(listed.about(prefix: "  "))")
    terminal.line("Author:  \(author.name) <\(author.email)>")
    terminal.line("Date:    \(author.time.text)")
    terminal.line()
    if let evaluation = RecordedEvaluationText(listed.note) {
      return evaluation.render(to: &terminal)
    }
    for line in listed.bodyLines { terminal.line(line.isEmpty ? "" : "    \(line)") }
  }
}
