import Objects
import References
import SystemPackage
import WorkingTree

/// What `mlx checkout` was asked for.
public struct CheckoutOptions: Sendable {
  /// nil means HEAD.
  public var revision: Revision?
  /// Restores only these, from the revision; HEAD stays. Paths, or names of assets.
  public var paths: [CheckoutPath] = []
  /// Restores only assets of this kind; HEAD stays.
  public var only: AssetKind?
  /// Restores the snapshot of the code too where the code is git's.
  public var code = false
  /// Creates this branch at the revision and switches to it.
  public var newBranch: BranchName?
  /// Detaches HEAD even when the revision is a branch.
  public var detach = false
  /// Overwrites changes that are stored nowhere.
  public var force = false

  public init(revision: Revision? = nil) {
    self.revision = revision
  }

  /// Whether only a part of the version comes back.
  var isPartial: Bool { !paths.isEmpty || only != nil }

  /// Errors: `usage` for options that exclude each other.
  func check() throws(WorkingError) {
    let part = only == nil ? "paths" : "'--only'"
    if newBranch != nil, detach { throw .excludeEachOther("'-b'", "'--detach'") }
    if newBranch != nil, isPartial { throw .excludeEachOther("'-b'", part) }
    if detach, isPartial { throw .excludeEachOther("'--detach'", part) }
    if code, isPartial { throw .excludeEachOther("'--code'", part) }
  }
}

/// A path argument of checkout or restore: what was typed, and the path that it means if it is one.
/// What was typed is tried as an asset's name (`fraud`, `model/fraud`) when no such path is recorded.
public struct CheckoutPath: Sendable, Equatable {
  public var text: String
  /// nil when the text is meant as the name of an asset only.
  public var path: RepositoryPath?

  public init(text: String, path: RepositoryPath?) {
    self.text = text
    self.path = path
  }
}

extension Repository {
  /// A path argument as it was typed in a folder.
  ///
  /// Errors: `path-outside`, `path-reserved`, `invalid-path`.
  public func checkoutPath(_ typed: String, from folder: FilePath) throws -> CheckoutPath {
    CheckoutPath(text: typed, path: try workTree.relative(user: typed, from: folder))
  }
}
