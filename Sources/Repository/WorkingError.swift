import Objects

/// Errors of the working half of the façade: staging, committing, comparing, checking out.
public enum WorkingError: MLXError, Equatable {
  /// Nothing is at the path that was named. `near` holds names that look like it.
  case pathNotFound(String, near: [String])
  /// The path is there and not tracked.
  case notTracked(String, near: [String])
  /// The root of the work tree cannot be an asset.
  case rootIsNoAsset
  /// Nor can a link to a folder that the work tree is in.
  case linkHoldsRoot(String)
  /// An asset may not lie in another one.
  case insideAsset(String, asset: AssetReferenceAtPath)
  /// A folder that holds assets may not be one.
  case containsAssets(String, assets: [AssetReferenceAtPath])
  /// A name is taken: `by` is the path that has it.
  case nameTaken(AssetReferenceAtPath, by: String)
  /// `--name` with more than one path.
  case nameForSeveral([String])
  /// Nothing differs from HEAD. `found` is what could be added, `more` how many beside it, `command`
  /// the exact command for it.
  case nothingToCommit(
    hasTracked: Bool, hasChanges: Bool, found: [String], more: Int, command: String?)
  case messageMissing
  case noCommitToAmend
  /// Metrics need a model: the commit has none, or several to choose from.
  case metricsModelMissing(path: String, models: [String])
  case unknownModel(String, models: [String])
  case unknownDataset(String, datasets: [String])
  /// `--on` without any metrics.
  case onWithoutMetrics
  /// Changes whose bytes are stored nowhere and that would be overwritten or deleted.
  case workingTreeModified([String], retry: String)
  /// The same, made while a checkout was interrupted: they cannot be committed now.
  case changedMeanwhile([String], retry: String)
  /// Staged changes that would be dropped.
  case stagedChanges([String], retry: String)
  /// A checkout has not ended.
  case checkoutPending(to: String)
  case noCheckoutPending
  /// `checkout.pending` cannot be read.
  case pendingDamaged(String, reason: String)
  /// The revision, or the index for nil, has nothing at that path, and no asset of that name.
  case notInRevision(String, revision: String?, near: [String])
  /// No asset of that kind is in the revision, or at the path that was named.
  case kindNotInRevision(AssetKind, path: String?, revision: String?)
  /// Two assets answer to a name.
  case ambiguousAsset(String, candidates: [String])
  /// Something is where `mlx mv` would put it.
  case destinationExists(String)
  /// A folder to move something into is not there.
  case destinationMissing(String, folder: String)
  /// Moving a folder into itself, through a link, or a file out of its asset.
  case cannotMove(String, to: String, reason: String, instead: String)
  /// A folder where a file is needed.
  case isFolder(String)
  /// `mlx cat` of a folder or a whole version. The text is as typed.
  case notAFile(String, isCommit: Bool)
  /// `mlx switch` with something that is not a branch.
  case notABranch(String, isRevision: Bool)
  /// A branch that was to be made is there.
  case branchExists(String)
  /// Code is not staged: each commit takes it as it is on disk.
  case isCode(String)
  /// A command that needs git, outside of git.
  case notInGit
  /// Something else than a file stands where `.gitattributes` belongs.
  case attributesBlocked(String, kind: String)
  /// The version is made, and the git commit is not.
  case gitCommitFailed(String)
  /// The version holds no environment.
  case noEnvironment(String)
  /// Git brought a `mlx.lock` that names another version than HEAD.
  case gitMoved(lock: String, head: String?, isStored: Bool)
  /// What git moved to would overwrite these.
  case gitMovedOverChanges([String])
  /// `mlx.lock` names a version that this repository does not hold.
  case lockCommitMissing(String, head: String?)
  /// Git tracks what was to be added. `paths` are some of them.
  case trackedByGit(String, paths: [String], more: Int)
  /// Two arguments that cannot be given together.
  case excludeEachOther(String, String)

  public var code: String {
    switch self {
    case .pathNotFound, .destinationMissing: "path-not-found"
    case .notTracked: "not-tracked"
    case .rootIsNoAsset, .linkHoldsRoot: "not-an-asset"
    case .insideAsset, .containsAssets: "asset-overlap"
    case .nameTaken: "name-taken"
    case .nameForSeveral, .onWithoutMetrics, .messageMissing, .excludeEachOther: "usage"
    case .nothingToCommit: "nothing-to-commit"
    case .noCommitToAmend: "no-commit"
    case .metricsModelMissing: "metrics-model-missing"
    case .unknownModel, .unknownDataset: "unknown-asset"
    case .workingTreeModified, .changedMeanwhile, .gitMovedOverChanges: "working-tree-modified"
    case .stagedChanges: "staged-changes"
    case .checkoutPending: "checkout-pending"
    case .noCheckoutPending: "no-checkout-pending"
    case .pendingDamaged: "checkout-pending-damaged"
    case .notInRevision, .kindNotInRevision: "not-in-revision"
    case .ambiguousAsset: "ambiguous-asset"
    case .destinationExists: "destination-exists"
    case .cannotMove: "cannot-move"
    case .isFolder, .notAFile: "is-a-folder"
    case .notABranch: "not-a-branch"
    case .branchExists: "ref-exists"
    case .isCode: "is-code"
    case .gitMoved: "git-moved"
    case .noEnvironment: "no-environment"
    case .notInGit: "not-in-git"
    case .attributesBlocked: "path-blocked"
    case .gitCommitFailed: "git-commit-failed"
    case .lockCommitMissing: "lock-commit-missing"
    case .trackedByGit: "tracked-by-git"
    }
  }

  /// Whether the text that is no branch names a commit.
  var isRevision: Bool {
    if case .notABranch(_, isRevision: true) = self { true } else { false }
  }
}
