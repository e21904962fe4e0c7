import Objects

/// Errors of opening a repository and of its history.
public enum RepositoryError: MLXError, Equatable {
  /// Neither the folder nor any above it has a `.mlops`.
  case notARepository(String)
  /// `mlx init` was interrupted: `.mlops` has no `format` yet.
  case unfinished(String)
  /// A repository cannot be made inside `.mlops` or `.git`.
  case reservedFolder(String)
  /// `format` names a version or a feature that this program does not know.
  case unsupportedFormat(path: String, what: String)
  /// `format` is not what `mlx init` writes.
  case formatDamaged(path: String, reason: String)
  /// The folder with the objects that this clone shares with others is not there.
  case storeUnreachable(String, clone: String)
  /// The folder holds something else than a shared store.
  case notAStore(String, example: String)
  /// The repository keeps its objects elsewhere already.
  case storeIsSet(String)
  /// HEAD names the branch.
  case branchIsCurrent(String)
  /// HEAD does not lead to the branch's commit.
  case branchUnmerged(String, commit: CommitID)
  /// HEAD is detached, where a branch is needed.
  case noBranch
  /// The first operation is the newest.
  case nothingToUndo
  /// The last operation, named by its description, did no more than add a note or move remote branches.
  case notesAreKept(String)
  /// What is staged is not what the last operation, named by its description, left.
  case stagedSince(String)
  /// What the commit changed was changed again since.
  case revertConflict(String, paths: [String])
  /// What the commit changed is as it was before it already.
  case nothingToRevert(String)
  /// No object has that id.
  case unknownObject(String)

  public var code: String {
    switch self {
    case .notARepository, .unfinished: "not-a-repository"
    case .reservedFolder: "path-reserved"
    case .unsupportedFormat: "unsupported-format"
    case .formatDamaged: "format-damaged"
    case .storeUnreachable: "store-unreachable"
    case .notAStore: "folder-not-empty"
    case .storeIsSet: "store-is-set"
    case .branchIsCurrent: "branch-is-current"
    case .branchUnmerged: "branch-unmerged"
    case .noBranch: "no-branch"
    case .nothingToUndo, .notesAreKept: "nothing-to-undo"
    case .stagedSince: "staged-changes"
    case .revertConflict: "revert-conflict"
    case .nothingToRevert: "nothing-to-revert"
    case .unknownObject: "unknown-object"
    }
  }

  public var description: String {
    switch self {
    case .notARepository(let path): "'\(path)' is in no mlx repository"
    case .unfinished(let path): "'\(path)' is a repository whose making did not end"
    case .reservedFolder(let path):
      "a repository cannot be made at '\(path)', inside '.mlops' or '.git'"
    case .unsupportedFormat(let path, let what):
      "'\(path)' names \(what), which this version of mlx does not know"
    case .formatDamaged(let path, let reason): "'\(path)' is damaged: \(reason)"
    case .storeUnreachable(let store, let clone):
      "'\(store)' is no store, and '\(clone)' keeps its objects there"
    case .notAStore(let path, let example): "'\(path)' holds something else, such as '\(example)'"
    case .storeIsSet(let path): "'\(path)' is a repository already, with its objects elsewhere"
    case .branchIsCurrent(let name): "'\(name)' is the current branch"
    case .branchUnmerged(let name, let commit):
      "the branch '\(name)' has commits that HEAD does not lead to, the last one \(commit.short)"
    case .noBranch: "HEAD is detached: there is no current branch"
    case .nothingToUndo: "there is nothing to undo"
    case .notesAreKept(let operation):
      "the last operation, '\(operation)', is not taken back: notes and runs are kept, and so is what is known of remotes"
    case .stagedSince(let operation):
      "what is staged was changed since '\(operation)', which is the operation that undo takes back"
    case .revertConflict(let revision, let paths):
      "what '\(revision)' changed was changed again since: \(Self.shortList(paths))"
    case .nothingToRevert(let revision):
      "nothing of what '\(revision)' changed is there any more"
    case .unknownObject(let text): "no object is known as '\(text)'"
    }
  }

  public var hint: String? {
    switch self {
    case .notARepository: "run 'mlx init' to make one here"
    case .unfinished: "run 'mlx init' there again to end it"
    case .reservedFolder: "run 'mlx init' in the folder that holds your files"
    case .unsupportedFormat: "use a newer mlx"
    case .formatDamaged: "run 'mlx init' to write it anew; nothing else is touched"
    case .storeUnreachable: "mount the place that it is on"
    case .notAStore: "name an empty folder, one that is not there yet, or a store"
    case .storeIsSet: "clone it anew: 'mlx clone --store STORE LOCATION DIR'"
    case .branchIsCurrent: "run 'mlx switch BRANCH' first, to another branch"
    case .branchUnmerged(let name, let commit):
      "run 'mlx branch -D \(ShellWord.quoted(name))' to delete it all the same; "
        + "'mlx branch NAME \(commit.short)' brings it back"
    case .noBranch: "name a branch"
    case .nothingToUndo: "run 'mlx op log' to see what there is"
    case .notesAreKept:
      "'mlx reflog' and 'mlx reset' lead to an older state; of a note, say in another what is right"
    case .stagedSince:
      "'add', 'rm' and 'mv' are no operations: run 'mlx restore --staged PATH' to take them back "
        + "('--worktree' too for files), or 'mlx commit' to keep them"
    case .revertConflict(let revision, _):
      "bring single paths back: 'mlx restore --source \(ShellWord.quoted(revision + "~1")) PATH'"
    case .nothingToRevert: "run 'mlx log' to see what came after it"
    case .unknownObject: "run 'mlx ls-tree -r HEAD' to see ids"
    }
  }

  private static func shortList(_ paths: [String]) -> String {
    let shown = paths.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
  }
}
