// What is left of a file that was purged: who took it away, when and why.

/// A file that was deleted on purpose, in all versions (Documentation/format.md, "Note").
public struct Tombstone: Sendable, Hashable {
  /// The note that says so.
  public var note: NoteID
  public var blob: BlobID
  public var reason: String
  /// Where versions had it.
  public var paths: [RepositoryPath]
  /// Profiles and runs that went with it, since they quote it.
  public var records: [Digest]
  /// Who purged it, and when.
  public var author: Author
}

extension Note {
  /// A note that a file was purged.
  public static func tombstone(
    of blob: BlobID, reason: String, paths: [RepositoryPath], records: [Digest], author: Author
  ) -> Note {
    Note(
      .tombstone, about: .object(.blob(blob)),
      body: [
        "reason": .string(reason), "paths": .array(paths.map { .string($0.string) }),
        "records": .array(records.map { .string($0.hex) }),
      ], author: author)
  }

  /// What a note of that kind says; nil for any other note, and where it cannot be read.
  public var tombstone: Tombstone? {
    guard noteKind == .tombstone, case .object(.blob(let blob)) = subject,
      let reason = body["reason"]?.string
    else { return nil }
    let paths = body["paths"]?.array ?? []
    let records = body["records"]?.array ?? []
    return Tombstone(
      note: id, blob: blob, reason: reason,
      paths: paths.compactMap { $0.string.flatMap { try? RepositoryPath(validating: $0) } },
      records: records.compactMap { $0.string.flatMap { Digest(hex: $0) } }, author: author)
  }
}
