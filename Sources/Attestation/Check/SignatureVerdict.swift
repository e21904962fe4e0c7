import Objects

/// Whether a signature counts.
public enum SignatureVerdict: Sendable, Hashable {
  /// It is of what it says, by somebody who may sign.
  case good(principals: [String])
  /// It is of what it says, by a key that the list does not allow. The reason says why, or that there
  /// is no list.
  case unknownSigner(reason: String)
  /// It is no signature of what it should be.
  case invalid(reason: String)
  /// It cannot be checked here: `ssh-keygen` is not installed, or the list cannot be read.
  case undecided(reason: String)
}

/// A signature that was looked at.
public struct CheckedSignature: Sendable, Hashable {
  /// The note that holds it.
  public var note: NoteID
  /// Who recorded it and when, by their own word.
  public var author: Author
  /// What it is of; nil when the note does not tell.
  public var signs: SignedText?
  /// Such as `ssh-ed25519`; nil when the signature cannot be read.
  public var keyType: String?
  /// Such as `SHA256:…`; nil when the signature cannot be read.
  public var fingerprint: String?
  public var verdict: SignatureVerdict

  /// Whether it is by somebody who may sign.
  public var isGood: Bool { if case .good = verdict { true } else { false } }

  /// The key in words; nil when the signature cannot be read.
  public var key: String? { keyType.flatMap { type in fingerprint.map { "\(type) \($0)" } } }
}
