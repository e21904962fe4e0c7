import Objects

/// What can be wrong with notes, and with metrics that are added later.
public enum NoteError: MLXError, Equatable {
  /// A kind that mlx writes itself.
  case kindReserved(NoteKind)
  /// A note that says nothing.
  case emptyText
  /// No note has that id, or begins with it, and nothing else has that name.
  case unknownNote(String)
  /// The version has no asset of that kind and name. `known` are those that it has.
  case noSuchAsset(AssetKind, String, revision: String, known: [String])

  public var code: String {
    switch self {
    case .kindReserved: "kind-reserved"
    case .emptyText: "usage"
    case .unknownNote: "unknown-note"
    case .noSuchAsset: "unknown-asset"
    }
  }

  public var description: String {
    switch self {
    case .kindReserved(let kind): "notes of kind '\(kind.rawValue)' are not added by hand"
    case .emptyText: "a note needs a text"
    case .unknownNote(let text): "no note is known as '\(text)'"
    case .noSuchAsset(let kind, let name, let revision, let known):
      "'\(revision)' has no \(kind.rawValue) '\(name)'"
        + (known.isEmpty ? "" : "; it has \(Self.list(known))")
    }
  }

  public var hint: String? {
    switch self {
    case .kindReserved:
      "mlx writes them itself; use 'comment', 'evaluation', 'approval', 'observation' or a kind of "
        + "your own"
    case .emptyText: "say what was learnt: 'mlx note add SUBJECT -m TEXT'"
    case .unknownNote: "run 'mlx note list' to see ids"
    case .noSuchAsset(_, _, let revision, let known):
      known.isEmpty
        ? "run 'mlx show \(ShellWord.quoted(revision))' to see its assets" : "name one of them"
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
