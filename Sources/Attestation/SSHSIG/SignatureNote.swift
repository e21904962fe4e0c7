// A signature as a note keeps it.
import Objects

/// What a note of kind `signature` says: what is signed, and the signature. Not yet whether it is good.
public struct SignatureNote: Sendable, Hashable {
  static let format = "sshsig"

  public let signs: SignedText
  public let signature: SSHSignature

  init(_ signs: SignedText, _ signature: SSHSignature) {
    self.signs = signs
    self.signature = signature
  }

  /// The note about a subject.
  func note(about subject: NoteSubject, author: Author) -> Note {
    Note(
      .signature, about: subject,
      body: [
        "signs": .string(signs.text), "format": .string(Self.format),
        "signature": .string(signature.armored), "key": .string(signature.fingerprint),
      ], author: author)
  }

  /// Reads the body of a note. What it signs must be of the note's subject.
  ///
  /// Errors: a `SignatureFault`.
  public init(_ note: Note) throws(SignatureFault) {
    guard let format = note.body["format"]?.string, format == Self.format else {
      throw .init("its format is not '\(Self.format)'")
    }
    guard let text = note.body["signs"]?.string, let signs = SignedText(text: text) else {
      throw .init("it does not say what it signs")
    }
    guard let armored = note.body["signature"]?.string else { throw .init("it holds no signature") }
    switch signs {
    case .commit(let id), .tag(_, let id):
      guard note.subject == .commit(id) else { throw .init("it signs \(text)") }
    case .note: break
    }
    let signature = try SSHSignature(armored: armored)
    guard note.body["key"]?.string == signature.fingerprint else {
      throw .init("it names another key than it is made with")
    }
    self.init(signs, signature)
  }
}
