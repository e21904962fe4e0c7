import Objects

/// Errors of collections, and of what a collection ran beside.
public enum CollectError: MLXError, Equatable {
  /// Another command writes, and a collection without grace may not run beside it.
  case writersRunning
  /// Another command writes, and a repair may not run beside it.
  case writersBesideRepair
  /// flock(2) does not work where the repository is.
  case locksUnsupported(path: String, reason: String)
  /// What a clone of the shared store leads to cannot be read.
  case cloneUnreachable(String, store: String)
  /// A clone that is to be forgotten is there, or is none of the store.
  case cloneIsThere(String)
  case unknownClone(String, known: [String])
  /// Other clones keep their objects in the same store, and may need what is to go.
  case othersInStore(String, others: [String])
  /// The trash holds nothing.
  case nothingInTrash
  /// A collection took away what a command was about to name.
  case collectedMeanwhile(String)
  /// Nothing led to a commit any more, and a part of what it needs is gone.
  case commitCollected(String, reason: String)
  /// The newest operation is a collection's.
  case notUndone(String)

  public var code: String {
    switch self {
    case .writersRunning, .writersBesideRepair: "writers-running"
    case .locksUnsupported: "locks-unsupported"
    case .cloneUnreachable: "clone-unreachable"
    case .cloneIsThere: "clone-is-there"
    case .unknownClone: "unknown-clone"
    case .othersInStore: "store-shared"
    case .nothingInTrash: "nothing-in-trash"
    case .collectedMeanwhile: "collected-meanwhile"
    case .commitCollected: "commit-collected"
    case .notUndone: "nothing-to-undo"
    }
  }

  public var description: String {
    switch self {
    case .writersRunning, .writersBesideRepair: "another command is writing to the repository"
    case .locksUnsupported(let path, let reason):
      "files cannot be locked at '\(path)', so that other commands cannot be kept out: \(reason)"
    case .cloneUnreachable(let clone, let store):
      "'\(clone)' cannot be read, and it keeps its objects in '\(store)' too: nothing is collected"
    case .cloneIsThere(let clone): "'\(clone)' is there"
    case .unknownClone(let clone, _): "no clone at '\(clone)' uses this store"
    case .othersInStore(let store, let others):
      "other clones keep their objects in '\(store)' and may need this: \(others.joined(separator: ", "))"
    case .nothingInTrash: "the trash is empty: no collection is left to take back"
    case .collectedMeanwhile(let what):
      "a collection ran beside this command and took away what it needs: \(what)"
    case .commitCollected(let commit, let reason):
      "nothing led to commit \(commit) any more, and a part of it is gone: \(reason)"
    case .notUndone(let operation):
      "the last operation, '\(operation)', was a collection, and moved no ref"
    }
  }

  public var hint: String? {
    switch self {
    case .writersBesideRepair: "run 'mlx fsck --repair' again when it has ended"
    case .writersRunning: "run 'mlx gc --prune=now' again when it has ended, or 'mlx gc' now"
    case .locksUnsupported: "run 'mlx gc', which leaves 14 days of grace and needs no lock"
    case .cloneUnreachable(let clone, _):
      "mount the place that it is on; if it is gone for good: 'mlx gc --forget \(ShellWord.quoted(clone))'"
    case .cloneIsThere: "delete it first, with all that only it has"
    case .unknownClone(_, let known):
      known.isEmpty ? "no other clone is known" : "known are \(known.joined(separator: ", "))"
    case .othersInStore:
      "'mlx gc' takes what no clone leads to; for a clone that is gone: 'mlx gc --forget CLONE'"
    case .nothingInTrash: "run 'mlx gc -n' to see what is condemned"
    case .collectedMeanwhile: "run the command again"
    case .commitCollected:
      "'mlx gc --undo' brings back what a collection took lately; 'mlx restore --source' takes single files of what is left"
    case .notUndone: "run 'mlx gc --undo' to bring back what it took away"
    }
  }
}
