/// How a command ended, as a number for scripts. The table is the only place that maps errors to it.
struct ExitStatus: RawRepresentable, Equatable, Sendable {
  let rawValue: Int32

  /// Any status: that of a command which `mlx run` ran.
  init(rawValue: Int32) { self.rawValue = rawValue }

  static let done = ExitStatus(rawValue: 0)
  /// The answer is no: differences with `--exit-code`, nothing to commit, a setting that is not set.
  static let no = ExitStatus(rawValue: 1)
  /// The command line cannot be right, whatever the repository holds.
  static let usage = ExitStatus(rawValue: 2)
  /// A thing is missing, does not match, or cannot be decided.
  static let missing = ExitStatus(rawValue: 3)
  /// Refused, so that nothing is lost: changes in the way, a name that is taken.
  static let refused = ExitStatus(rawValue: 4)
  /// The disk or the terminal.
  static let failed = ExitStatus(rawValue: 5)
  /// `mlx run`, as every shell: the command is there and cannot be run.
  static let unfit = ExitStatus(rawValue: 126)
  /// `mlx run`: there is no such command.
  static let absent = ExitStatus(rawValue: 127)
  static let interrupted = ExitStatus(rawValue: 130)

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
        "invalid-parameter",
        "invalid-path", "invalid-revision", "invalid-setting", "kind-reserved", "lineage-cycle",
        "not-an-asset", "not-external", "path-outside", "path-reserved", "remote-unsupported",
        "unknown-setting", "usage",
      ]
    ),
    (
      .missing,
      [
        "ambiguous-asset", "ambiguous-revision", "ambiguous-run", "input-missing",
        "trace-unavailable", "unknown-run", "cannot-restore", "capture-damaged",
        "checkout-pending-damaged", "commit-collected", "external-asset", "file-too-large",
        "format-damaged",
        "git-extension", "git-file-too-large", "git-index", "git-object-missing", "git-ownership",
        "git-revision-ambiguous", "git-revision-unknown", "git-sha256", "git-unreadable",
        "dvc-config-unreadable", "import-elsewhere",
        "head-damaged", "index-damaged", "index-too-new", "invalid-config", "invalid-metrics",
        "invalid-note", "invalid-params", "invalid-predictions", "is-a-directory", "is-a-folder",
        "lineage-output-missing", "location-unreachable", "lock-commit-missing", "lock-damaged",
        "lock-too-new", "metrics-model-missing", "metrics-not-numbers", "no-branch",
        "no-allowed-signers", "no-checkout-pending", "no-commit", "no-environment",
        "no-signing-key", "not-a-branch", "not-a-directory",
        "no-profile", "not-a-dvc-repository", "not-a-table", "not-a-repository",
        "not-comparable", "not-found", "not-in-git",
        "no-common-commit", "not-in-revision", "not-signed", "not-storable", "ssh-keygen-missing",
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
        "command-not-started", "compression-failed", "demo-step-failed", "disk-full", "git-library",
        "head-unconfirmed",
        "io-error", "locks-unsupported", "name-too-long", "no-home", "output-failed",
        "permission-denied", "push-unproven", "read-only", "remote-refused",
        "remote-unreachable",
        "restore-failed", "signing-failed", "too-many-links", "unexpected",
      ]
    ),
    (
      .unfit,
      [
        "command-not-executable"
      ]
    ),
    (
      .absent,
      [
        "command-not-found"
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
