/// What happened to a file or an asset between two states. The raw value is the word of `--json`.
public enum ChangeKind: String, Sendable, Equatable, CaseIterable {
  case added
  case modified
  case deleted
  /// The same bytes at another path.
  case renamed
  /// The executable bit alone changed.
  case modeChanged = "mode-changed"
  /// A file became a link or a folder, or the other way round.
  case typeChanged = "type-changed"
  case unchanged
}
