/// A fact that was learnt after what it is about was recorded: an evaluation, an approval, a
/// signature. A record (Documentation/format.md, "Notes"); views name it below its subject.
public struct Note: Sendable, Equatable {
  public static let schema = "mlx.note/1"
  private static let kind = "note"

  /// The kind in a word, such as `evaluation`.
  public var noteKind: NoteKind
  public var subject: NoteSubject
  /// What the kind says it is; kept as it is read.
  public var body: JSONValue
  /// The note of the same kind and subject that this one follows, where their order matters.
  public var previous: NoteID?
  /// Who learnt it, and when.
  public var author: Author

  /// A note about `subject`.
  public init(
    _ noteKind: NoteKind, about subject: NoteSubject, body: JSONValue, previous: NoteID? = nil,
    author: Author
  ) {
    self.noteKind = noteKind
    self.subject = subject
    self.body = body
    self.previous = previous
    self.author = author
  }

  /// The id that the note has when it is stored.
  public var id: NoteID { NoteID(SHA256Hasher.hash(encode())) }

  /// The bytes of the record.
  public func encode() -> [UInt8] {
    JSONValue.object([
      "schema": .string(Note.schema),
      "subject": .string(subject.text),
      "kind": .string(noteKind.rawValue),
      "body": body,
      "previous": previous.map { .string($0.hex) } ?? .null,
      "author": ["name": .string(author.name), "email": .string(author.email)],
      "time": .string(author.time.description),
    ]).canonicalBytes()
  }

  /// Reads a record. Errors: `ObjectError.malformed` with the key that is wrong,
  /// `.unsupportedSchema`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> Note {
    let fields = try RecordFields(parsing: bytes, kind: kind, schema: schema)
    guard let subject = NoteSubject(text: try fields.string("subject")) else {
      throw fields.fault("subject", "is no commit, blob or tree")
    }
    guard let noteKind = NoteKind(rawValue: try fields.string("kind")) else {
      throw fields.fault("kind", "is not the name of a kind")
    }
    let author = try fields.fields("author")
    return Note(
      noteKind, about: subject, body: .object(try fields.members("body")),
      previous: try fields.nullableID("previous"),
      author: Author(
        name: try author.string("name"), email: try author.string("email"),
        time: try fields.time("time")))
  }
}

/// What a note is about: `commit:<hex>`, `blob:<hex>` or `tree:<hex>`.
public enum NoteSubject: Hashable, Sendable {
  case commit(CommitID)
  case object(AssetObject)

  /// Reads the text; nil for anything else.
  public init?(text: String) {
    if let object = AssetObject(text: text) {
      self = .object(object)
    } else if text.hasPrefix("commit:"), let id = CommitID(hex: text.dropFirst("commit:".count)) {
      self = .commit(id)
    } else {
      return nil
    }
  }

  /// The text form.
  public var text: String {
    switch self {
    case .commit(let id): "commit:" + id.hex
    case .object(let object): object.text
    }
  }

  /// The SHA-256 of either.
  public var digest: Digest {
    switch self {
    case .commit(let id): id.digest
    case .object(let object): object.digest
    }
  }
}

/// What sort of fact a note holds. Open: a reader keeps kinds that it does not know.
public struct NoteKind: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  public static let comment = NoteKind("comment")
  public static let profile = NoteKind("profile")
  public static let evaluation = NoteKind("evaluation")
  public static let signature = NoteKind("signature")
  public static let attestation = NoteKind("attestation")
  public static let approval = NoteKind("approval")
  public static let registryEvent = NoteKind("registry-event")
  public static let deployment = NoteKind("deployment")
  public static let observation = NoteKind("observation")
  public static let tombstone = NoteKind("tombstone")
  /// What another tool calls the same bytes.
  public static let alias = NoteKind("alias")
  /// Where a commit came from, and what of it was not to be had.
  public static let imported = NoteKind("import")
  /// By how much bytes differ from those of an earlier version.
  public static let comparison = NoteKind("comparison")

  /// The kinds that have a meaning to mlx.
  public static let known: [NoteKind] = [
    .comment, .profile, .evaluation, .signature, .attestation, .approval, .registryEvent,
    .deployment, .observation, .tombstone, .alias, .imported, .comparison,
  ]
  /// Those that are only right when mlx writes them itself: nobody makes one by hand.
  public static let reserved: Set<NoteKind> = [
    .profile, .signature, .attestation, .registryEvent, .deployment, .tombstone, .alias, .imported,
    .comparison,
  ]

  private init(_ known: String) { rawValue = known }

  /// Lower-case letters, digits and hyphens, at most 64; nil for anything else.
  public init?(rawValue: String) {
    let isName = rawValue.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
    guard isName, (1...64).contains(rawValue.utf8.count) else { return nil }
    self.rawValue = rawValue
  }
}
