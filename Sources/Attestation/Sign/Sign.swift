// `--sign`, and `mlx sign`.
import Objects
import ProjectFiles
import References
import Repository

/// Whether to sign what is made.
public enum SigningChoice: Sendable, Equatable {
  /// As the setting says: `commit.sign`, `tag.sign`. Notes are then not signed.
  case asConfigured
  case yes
  case no
}

extension Repository {
  /// Records a commit, and its signature in the same step: there is no commit that was to be signed
  /// and is not.
  ///
  /// Errors: those of `commit`; `no-signing-key`, `ssh-keygen-missing`, `signing-failed`, and then
  /// nothing was recorded.
  public func commit(_ request: CommitRequest, signing choice: SigningChoice) throws -> CommitResult
  {
    var request = request
    if try isSigned(choice, .signCommits) {
      let seal = try Seal(self)
      request.seal = { id in try seal.note(of: .commit(id), about: .commit(id)) }
    }
    return try commit(request)
  }

  /// Takes an earlier commit back, and signs the commit that does.
  ///
  /// Errors: those of `revert`, and of signing, and then nothing is taken back.
  public func revert(
    _ revision: Revision, noCommit: Bool, signing choice: SigningChoice
  ) throws -> RevertResult {
    guard try !noCommit && isSigned(choice, .signCommits) else {
      return try revert(revision, noCommit: noCommit)
    }
    let seal = try Seal(self)
    return try revert(revision) { id in try seal.note(of: .commit(id), about: .commit(id)) }
  }

  /// Names a commit, and signs that the tag names it.
  ///
  /// Errors: those of `createTag`, and of signing.
  public func createTag(
    _ name: TagName, at revision: Revision = .head, force: Bool = false,
    signing choice: SigningChoice
  ) throws -> Tag {
    guard try isSigned(choice, .signTags) else {
      return try createTag(name, at: revision, force: force)
    }
    let seal = try Seal(self)
    return try createTag(name, at: revision, force: force) { id in
      try seal.note(of: .tag(name, id), about: .commit(id))
    }
  }

  /// Records a note, and its signature in the same step.
  ///
  /// Errors: those of `addNote`, and of signing.
  public func addNote(_ request: NoteRequest, signing choice: SigningChoice) throws -> AddedNote {
    var request = request
    if choice == .yes {
      let seal = try Seal(self)
      request.seal = { note in try seal.note(of: .note(note.id), about: note.subject) }
    }
    return try addNote(request)
  }

  /// Signs what is recorded already: the tag of that name, else the commit of the revision, else the
  /// note whose id begins so.
  ///
  /// Errors: those of finding it, and of signing.
  public func sign(_ text: String) throws -> SignedThing {
    let found = try signable(text)
    let seal = try Seal(self)
    let note = try seal.note(of: found.signs, about: found.subject)
    let isNew = try land(note, as: "sign: \(found.signs.name)")
    return SignedThing(signs: found.signs, note: note, isNew: isNew)
  }

  private func isSigned(_ choice: SigningChoice, _ setting: ConfigKey) throws -> Bool {
    switch choice {
    case .yes: true
    case .no: false
    case .asConfigured: try environment.configuration.get(setting)?.value == "true"
    }
  }
}

/// What `mlx sign` signed.
public struct SignedThing: Sendable, Equatable {
  public var signs: SignedText
  /// The note with the signature.
  public var note: Note
  /// Whether the very same note was not there before.
  public var isNew: Bool
}

/// Makes notes that hold signatures, with the key that is set.
private struct Seal: Sendable {
  private let environment: RepositoryEnvironment
  private let repository: Repository
  private let name: String
  private let key: SigningKey

  /// Errors: `no-signing-key`.
  init(_ repository: Repository) throws {
    self.repository = repository
    environment = repository.environment
    guard let setting = try environment.configuration.get(.signingKey)?.value else {
      throw AttestationError.keyMissing
    }
    name = setting
    key = try SigningKey(
      setting: setting, root: repository.workTree.root, home: environment.variables()["HOME"])
    // Before anything is stored, say what is missing.
    _ = try SSHKeygen(environment, root: repository.workTree.root)
  }

  func note(of signs: SignedText, about subject: NoteSubject) throws -> Note {
    let program = try SSHKeygen(environment, root: repository.workTree.root)
    let signature = try program.sign(signs.message, with: key, named: name)
    return SignatureNote(signs, signature).note(
      about: subject, author: environment.identity.author(at: environment.clock()))
  }
}
