import ArgumentParser
import Attestation
import Objects
import Repository

/// `mlx note add`: records a fact about what is recorded already. The work is `Repository.addNote`.
struct NoteAddCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Note a fact about a version, a file or an asset.",
    usage: "mlx note add <subject> [--kind <kind>] (-m <text> ... | --file <file>) [--sign]",
    discussion: """
      A note about a file or an asset is about its bytes, in whatever version they are.

      Kinds: comment, evaluation, approval, observation, or a word of your own.

      Examples:
        mlx note add HEAD -m "Trained on one GPU"
        mlx note add fraud@v1 --kind approval -m "Reviewed, no objections"
        mlx note add fraud --kind observation --file august.yaml
      """)

  static let schemaName: String? = "note-add"

  @Argument(
    help: "A revision, a path in one, an asset, or 'blob:', 'tree:', 'commit:' and an id.")
  var subject: String

  @Option(
    help: "What sort of fact; 'comment' when it is left out.",
    transform: NoteKind.init(typed:))
  var kind: NoteKind = .comment

  @Option(
    name: [.customShort("m", allowingJoined: true), .long], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("What it says. Given twice, two paragraphs.", valueName: "text"))
  var message: [String] = []

  @Option(
    help: ArgumentHelp("A JSON or YAML file with keys and values.", valueName: "file"),
    completion: .file())
  var file: String?

  @Flag(help: "Sign the note with the key of 'signing.key'.")
  var sign = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if message.isEmpty && file == nil {
      throw UsageError("a note needs a text or a file", hint: "give '-m TEXT' or '--file FILE'")
    }
    if !message.isEmpty && file != nil {
      throw UsageError("'-m' and '--file' exclude each other", hint: "add one note for each")
    }
  }

  func perform(in repository: Repository) async throws -> AddedNote {
    let body: NoteRequest.Body =
      if let file {
        .file(try global.file(file), name: file)
      } else {
        .text(message.joined(separator: "\n\n"))
      }
    return try repository.addNote(
      NoteRequest(subject, kind: kind, body: body), signing: sign ? .yes : .no)
  }
}

extension NoteKind {
  /// A kind as typed. Errors: a `UsageError`.
  init(typed text: String) throws {
    guard let kind = NoteKind(rawValue: text) else {
      throw UsageError(
        "'\(text)' cannot be a kind of note",
        hint: "use lower-case letters, digits and '-', as in 'approval'")
    }
    self = kind
  }
}

extension AddedNote: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "note": note.json, "new": .bool(isNew), "signature": signature?.signatureJSON ?? .null,
      "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    let state = isNew ? "noted" : "there already"
    terminal.line("\(state): \(note.id.short, .yellow) \(note.kindText) on \(note.subjectText)")
    if let signature { terminal.line("signed with \(signature.signingKey)") }
    for notice in notices { terminal.notice(Text(notice)) }
  }
}
