/// How a command ended, as a number for scripts. The table is the only place that maps errors to it.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// The answer is no: differences with `--exit-code`, nothing to commit, a setting that is not set.
  case no = 1
  /// The command line cannot be right, whatever the repository holds.
  case usage = 2
  /// A thing is missing, does not match, or cannot be decided.
  case missing = 3
  /// Refused, so that nothing is lost: changes in the way, a name that is taken.
  case refused = 4
  /// The disk or the terminal.
  case failed = 5
  case interrupted = 130

  /// The status of an error by its code; a code that the table lacks is a failure.
  init(code: String) {
    self = Self.table[code] ?? .failed
  }

  private static let table: [String: ExitStatus] = {
    var table: [String: ExitStatus] = [:]
    for (status, codes) in codes {
      for code in codes { table[code] = status }
    }
    return table
  }()

  private static let codes: [(ExitStatus, [String])] = [
    (
      .no,
      [
        "nothing-to-commit", "setting-not-set",
      ]
    ),
    (
      .usage,
      [
        "ambiguous-argument", "invalid-cost", "invalid-lineage", "invalid-location", "invalid-name",
        "invalid-path", "invalid-revision", "invalid-setting", "kind-reserved", "lineage-cycle",
        "not-an-asset", "not-external", "path-outside", "path-reserved", "remote-unsupported",
        "unknown-setting", "usage",
      ]
    ),
    (
      .missing,
      [
        "ambiguous-asset", "ambiguous-revision", "cannot-restore", "capture-damaged",
        "checkout-pending-damaged", "external-asset", "file-too-large", "format-damaged",
        "git-extension", "git-file-too-large", "git-index", "git-object-missing", "git-ownership",
        "git-revision-ambiguous", "git-revision-unknown", "git-sha256", "git-unreadable",
        "dvc-config-unreadable", "import-elsewhere",
        "head-damaged", "index-damaged", "index-too-new", "invalid-config", "invalid-metrics",
        "invalid-note", "invalid-params", "invalid-predictions", "is-a-directory", "is-a-folder",
        "lineage-output-missing", "location-unreachable", "lock-commit-missing", "lock-damaged",
        "lock-too-new", "metrics-model-missing", "metrics-not-numbers", "no-branch",
        "no-checkout-pending", "no-commit", "no-environment", "not-a-branch", "not-a-directory",
        "no-profile", "not-a-table", "not-a-dvc-repository", "not-a-repository",
        "not-comparable", "not-found", "not-in-git",
        "not-in-revision", "not-storable",
        "not-tracked", "not-a-remote", "store-unreachable", "unknown-clone", "nothing-in-trash",
        "nothing-to-revert", "nothing-to-undo",
        "object-absent",
        "object-corrupt",
        "object-mismatch", "object-missing", "object-too-large", "path-missing", "path-not-found",
        "project-file-invalid", "project-file-too-new", "remote-damaged", "stale-predictions",
        "too-large",
        "unknown-asset",
        "unknown-column",
        "unknown-note", "unknown-object", "unknown-ref", "unknown-remote", "unknown-revision",
        "unreadable-format", "unsupported-format",
      ]
    ),
    (
      .refused,
      [
        "asset-overlap", "branch-is-current", "clone-is-there", "clone-unreachable", "store-is-set",
        "branch-unmerged", "cannot-move", "case-collision",
        "checkout-pending", "collected-meanwhile", "destination-exists", "directory-not-empty",
        "diverged",
        "file-changed",
        "file-exists", "file-locked", "folder-not-empty", "git-commit-failed", "git-moved",
        "is-code", "lock-conflict", "name-taken", "non-fast-forward", "not-on-remote",
        "path-blocked", "ref-changed",
        "ref-exists",
        "remote-declared", "remote-needed", "history-cut", "repack-running",
        "revert-conflict", "staged-changes", "store-shared", "tracked-by-git",
        "working-tree-modified",
        "writers-running",
      ]
    ),
    (
      .failed,
      [
        "compression-failed", "demo-step-failed", "disk-full", "git-library", "head-unconfirmed",
        "io-error", "locks-unsupported", "name-too-long", "no-home", "output-failed",
        "permission-denied", "push-unproven", "read-only", "remote-refused",
        "remote-unreachable",
        "restore-failed", "too-many-links", "unexpected",
      ]
    ),
    (
      .interrupted,
      [
        "interrupted"
      ]
    ),
  ]
}
