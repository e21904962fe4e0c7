import Objects

/// What can be wrong with a path, the index, or the files of a work tree.
public enum WorkTreeError: MLXError {
  /// The path is not inside the work tree at `root`.
  case pathOutside(String, root: String)
  /// The path is inside `.mlops` or `.git`.
  case pathReserved(String)
  /// The path cannot be stored: empty, NUL, too long.
  case pathInvalid(String, reason: String)
  /// Nothing is there, neither on disk nor tracked.
  case pathMissing(String)
  /// A file name that cannot be stored, such as one that is not UTF-8.
  case nameInvalid(String, reason: String)
  /// The path that was named is a socket, a device or a FIFO.
  case notStorable(String)
  /// The index cannot be read; it is rebuilt from HEAD.
  case indexDamaged(String, reason: String)
  /// The index was written by a later version; it is rebuilt from HEAD.
  case indexTooNew(String, version: UInt32)
  /// Checkout would overwrite or delete bytes that are stored nowhere.
  case wouldLose([RepositoryPath])
  /// Two names are one on this file system.
  case caseCollision(String, String)
  /// A folder became a link or a file while checkout wrote below it.
  case pathBlocked(String)

  public var code: String {
    switch self {
    case .pathOutside: "path-outside"
    case .pathReserved: "path-reserved"
    case .pathInvalid: "invalid-path"
    case .pathMissing: "path-missing"
    case .nameInvalid: "invalid-name"
    case .notStorable: "not-storable"
    case .indexDamaged: "index-damaged"
    case .indexTooNew: "index-too-new"
    case .wouldLose: "working-tree-modified"
    case .caseCollision: "case-collision"
    case .pathBlocked: "path-blocked"
    }
  }

  public var description: String {
    switch self {
    case .pathOutside(let path, let root):
      "'\(path)' is outside the repository at '\(root)'"
    case .pathReserved(let path):
      "'\(path)' belongs to the repository itself and cannot be tracked"
    case .pathInvalid(let path, let reason):
      "'\(path)' is not a usable path: \(reason)"
    case .pathMissing(let path):
      "nothing is at '\(path)', and nothing is tracked there"
    case .nameInvalid(let path, let reason):
      "the name of '\(path)' cannot be stored: \(reason)"
    case .notStorable(let path):
      "'\(path)' is not a file, a folder or a link"
    case .indexDamaged(let path, let reason):
      "the index '\(path)' is damaged: \(reason)"
    case .indexTooNew(let path, let version):
      "the index '\(path)' has version \(version), which this program does not know"
    case .wouldLose(let paths):
      Self.lossText(paths)
    case .caseCollision(let first, let second):
      "'\(first)' and '\(second)' are one name on this file system"
    case .pathBlocked(let path):
      "'\(path)' is no longer a folder"
    }
  }

  public var hint: String? {
    switch self {
    case .pathOutside: "name a path below the folder that holds '.mlops'"
    case .pathReserved: "name another path; '.mlops' and '.git' are never tracked"
    case .pathInvalid: "check the spelling of the path"
    case .pathMissing: "check the spelling, or run 'mlx status' to see what is tracked"
    case .nameInvalid: "rename the file, or name it in '.mlxignore'"
    case .notStorable: "name a file or a folder"
    case .indexDamaged, .indexTooNew: "run 'mlx status'; the index is rebuilt from HEAD"
    case .wouldLose: "commit the changes, or repeat the command with '--force' to lose them"
    case .caseCollision: "check out on a file system that tells upper case from lower case"
    case .pathBlocked: "stop the program that changes the folder, then run the command again"
    }
  }

  private static func lossText(_ paths: [RepositoryPath]) -> String {
    let shown = paths.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    let more = paths.count > 5 ? " and \(paths.count - 5) more" : ""
    let verb = paths.count == 1 ? "has" : "have"
    return "\(shown)\(more) \(verb) changes that would be overwritten"
  }
}
