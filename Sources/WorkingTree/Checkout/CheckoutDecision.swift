import FileIO
import Objects

/// What is done about one path.
struct CheckoutDecision: Sendable {
  enum Action: Sendable {
    case nothing
    /// What is there is as it shall be; only the index takes its stat.
    case keep(FileStatus, isLinked: Bool)
    /// Only the executable bit changes.
    case setMode(FileStatus)
    /// A new file or link; with what it replaces.
    case write(FileStatus?)
    /// An empty folder; with the file or link that it replaces.
    case makeFolder(FileStatus?)
    case remove(FileStatus)
    /// It is only reached through the link at that path.
    case behind(RepositoryPath)
  }

  let item: CheckoutItem
  var action: Action
  var conflict: CheckoutConflict.Reason?
  /// A file or link that is where a folder above must be.
  var blocker: RepositoryPath?
  /// Whether the link there was read through and is replaced by what it stood for.
  var replacesLink = false
}
