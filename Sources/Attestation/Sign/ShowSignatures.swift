// `mlx sign --show`: what a signature is made of, for other programs.
import Objects
import References
import Repository

/// A signature with the text that it is of.
public struct ShownSignature: Sendable, Equatable {
  public var note: NoteID
  /// What is signed: the text, of which the bytes with a line break are the message.
  public var signs: SignedText
  public var signature: SSHSignature
  /// Who recorded it and when, by their own word.
  public var author: Author
}

extension Repository {
  /// The signatures of the tag, the commit or the note that a word names; the newest first. Not checked.
  ///
  /// Errors: those of finding it; `not-signed`.
  public func signatures(of text: String) throws -> [ShownSignature] {
    let found = try signable(text)
    let shown = try signatureNotes(about: found.subject).reversed().compactMap { entry in
      (try? SignatureNote(entry.note)).flatMap { read in
        read.signs == found.signs
          ? ShownSignature(
            note: entry.id, signs: read.signs, signature: read.signature,
            author: entry.note.author) : nil
      }
    }
    guard !shown.isEmpty else { throw AttestationError.unsigned(text) }
    return shown
  }
}
