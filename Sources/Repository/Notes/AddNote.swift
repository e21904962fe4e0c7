// `mlx note add`.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import SystemPackage

/// A note to add.
public struct NoteRequest: Sendable {
  /// What it says.
  public enum Body: Sendable {
    case text(String)
    /// A JSON or YAML file, and its name in messages.
    case file(FilePath, name: String)
  }

  /// What it is about: a revision, `REV:path`, an asset, or an object's id.
  public var subject: String
  public var kind: NoteKind
  public var body: Body
  /// Makes the note that signs this one, before either is recorded.
  public var seal: (@Sendable (Note) throws -> Note)?

  /// A note about something.
  public init(_ subject: String, kind: NoteKind = .comment, body: Body) {
    self.subject = subject
    self.kind = kind
    self.body = body
  }
}

/// A note that is there now.
public struct AddedNote: Sendable, Equatable {
  public var note: ListedNote
  /// The note that signs it, which is there too.
  public var signature: Note?
  /// Whether it was not there before, to the letter and to the second.
  public var isNew: Bool
  /// Sentences for a person.
  public var notices: [String]
}

extension Repository {
  /// Records a fact that was learnt after what it is about was recorded. Needs no index, and moves no
  /// ref: several commands can add notes at one time.
  ///
  /// Errors: those of finding the subject and of reading the body; `kind-reserved`.
  public func addNote(_ request: NoteRequest) throws -> AddedNote {
    let kind = request.kind
    if NoteKind.reserved.contains(kind) { throw NoteError.kindReserved(kind) }
    let subject = try noteSubject(request.subject)
    let identity = environment.identity
    let note = Note(
      kind, about: subject, body: try read(request.body),
      author: identity.author(at: environment.clock()))
    let signature = try request.seal?(note)
    let isNew = try land(note, signature, as: "note: \(kind.rawValue) on \(request.subject)")
    return AddedNote(
      note: try noteReader().listed(note.id, note), signature: signature, isNew: isNew,
      notices: [identity.guessNotice, Self.misspelling(kind)].compactMap { $0 })
  }

  /// Makes a note, and what it names, one operation. False when the very same note is there.
  ///
  /// - Parameter signature: a note that signs it, recorded in the same step.
  package func land(
    _ note: Note, _ signature: Note? = nil, as description: String,
    storing: (StoreWriter) throws -> Void = { _ in }
  ) throws -> Bool {
    try transaction(description) { transaction in
      let placed = PlacedNote(note, id: note.id)
      let isThere = try transaction.view.base.map { try View.holds(placed, in: $0, from: store) }
      if isThere != true {
        try storing(transaction.writer)
        try transaction.add(note)
      }
      if let signature { try transaction.add(signature) }
      return isThere != true
    }
  }

  private func read(_ body: NoteRequest.Body) throws -> JSONValue {
    switch body {
    case .text(var text):
      while text.last?.isWhitespace == true { text.removeLast() }
      guard !text.isEmpty else { throw NoteError.emptyText }
      return ["text": .string(text)]
    case .file(let path, let name):
      let bytes = try environment.fileSystem.readFile(path, maxBytes: NoteFile.bytesMax)
      return try NoteFile.parse(bytes, name: name)
    }
  }

  /// A kind is any word, so a slip of the finger makes a new one.
  private static func misspelling(_ kind: NoteKind) -> String? {
    guard !NoteKind.known.contains(kind) else { return nil }
    let near = NearNames.find(kind.rawValue, among: NoteKind.known.map(\.rawValue)).first
    return near.map { "'\(kind.rawValue)' is a kind of your own: did you mean '\($0)'?" }
  }
}
