import Objects

/// Why another tool's repository cannot be imported.
public enum MigrationError: MLXError, Equatable {
  /// There is no `.dvc` in the folder.
  case notADVCRepository(String)
  /// The folder of DVC is in no git repository: there is no history.
  case notInGit(String)
  /// The repository of mlx that the folder is in has its root elsewhere.
  case otherRoot(String, root: String)
  /// Something is staged, which the import would replace.
  case stagedChanges
  /// A setting of DVC cannot be read.
  case configUnreadable(String, reason: String)

  public var code: String {
    switch self {
    case .notADVCRepository: "not-a-dvc-repository"
    case .notInGit: "not-in-git"
    case .otherRoot: "import-elsewhere"
    case .stagedChanges: "staged-changes"
    case .configUnreadable: "dvc-config-unreadable"
    }
  }

  public var description: String {
    switch self {
    case .notADVCRepository(let path): "'\(path)' is not the root of a DVC repository"
    case .notInGit(let path):
      "the DVC repository at '\(path)' is in no git repository, so it has no history"
    case .otherRoot(let path, let root):
      "'\(path)' is in the mlx repository at '\(root)', and not its root"
    case .stagedChanges: "something is staged, and the import would replace it"
    case .configUnreadable(let path, let reason): "'\(path)' cannot be read: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .notADVCRepository: "go to the folder that holds '.dvc', or name it: 'mlx import dvc PATH'"
    case .notInGit:
      "record what is here with 'mlx init' and 'mlx commit -m MESSAGE --model PATH --data PATH'"
    case .otherRoot: "import into a clone in which DVC's root is the root of mlx as well"
    case .stagedChanges: "commit it with 'mlx commit', or take it back with 'mlx reset'"
    case .configUnreadable: "let yourself read it, then try again"
    }
  }
}
