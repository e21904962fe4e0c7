/// What one pickle would do where it is loaded.
public struct PickleReport: Sendable, Equatable {
  /// A name that it imports.
  public struct Import: Sendable, Equatable {
    public let global: PickleGlobal
    public let severity: PickleSeverity
  }

  /// How far it was followed. The raw value is the word of `--json`.
  public enum State: String, Sendable, Equatable {
    /// To its end.
    case followed
    /// Up to where loading fails. What came before is loaded all the same.
    case broken
    /// Not at all, or not to its end: nobody can say what is in it.
    case unread
  }

  /// Where the pickle is: empty for the file itself, a member of an archive, `bytes at 120` for one
  /// inside of another, joined by ` > `.
  public let place: String
  /// The first byte of the pickle in what `place` names.
  public let offset: UInt64
  /// The highest protocol that it names.
  public let protocolVersion: Int
  /// In order of appearance, each once.
  public let imports: [Import]
  /// Opcodes that it uses beyond those of plain data.
  public let actions: PickleActions
  /// How far it was followed.
  public let state: State
  /// Why it could not be followed to its end.
  public let problem: String?
  /// Whether that is because bytes are missing.
  public let isTruncated: Bool

  /// The worst of its imports; a pickle that nobody can follow is suspicious.
  public var severity: PickleSeverity {
    max(imports.map(\.severity).max() ?? .safe, problem == nil ? .safe : .suspicious)
  }

  /// Something that was not looked into.
  init(unread place: String, _ problem: String) {
    self.init(
      place: place, offset: 0, protocolVersion: 0, imports: [], actions: [], state: .unread,
      problem: problem, isTruncated: false)
  }

  /// Something that holds pickles and is damaged.
  init(broken place: String, _ problem: Unsound) {
    self.init(
      place: place, offset: 0, protocolVersion: 0, imports: [], actions: [], state: .broken,
      problem: problem.reason, isTruncated: problem.isTruncated)
  }

  init(
    place: String, offset: UInt64, protocolVersion: Int, imports: [Import],
    actions: PickleActions, state: State, problem: String?, isTruncated: Bool
  ) {
    self.place = place
    self.offset = offset
    self.protocolVersion = protocolVersion
    self.imports = imports
    self.actions = actions
    self.state = state
    self.problem = problem
    self.isTruncated = isTruncated
  }
}
