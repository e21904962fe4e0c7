/// What one pickle would do where it is loaded.
public struct PickleReport: Sendable, Equatable {
  /// A name that it imports.
  public struct Import: Sendable, Equatable {
    public let global: PickleGlobal
    public let severity: PickleSeverity
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
  /// Why it could not be followed to its end; what came before is loaded all the same.
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
      place: place, offset: 0, protocolVersion: 0, imports: [], actions: [], problem: problem,
      isTruncated: false)
  }

  init(
    place: String, offset: UInt64, protocolVersion: Int, imports: [Import],
    actions: PickleActions, problem: String?, isTruncated: Bool
  ) {
    self.place = place
    self.offset = offset
    self.protocolVersion = protocolVersion
    self.imports = imports
    self.actions = actions
    self.problem = problem
    self.isTruncated = isTruncated
  }
}
