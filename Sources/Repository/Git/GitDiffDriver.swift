// `mlx init --git-diff`: git shows models as lines, by `mlx textconv`. For those that git itself tracks.
import FileIO
import GitBridge
import Objects
import ProjectFiles
import SystemPackage

/// What was set up so that git compares models by `mlx textconv`.
public struct InstalledDiffDriver: Sendable, Equatable {
  /// The `.gitattributes` that names the files.
  public var attributes: String
  /// Patterns that it gives to the driver.
  public var patterns: [String]
  /// Patterns that somebody gave another driver; they stay as they are.
  public var kept: [String]
  /// The command that git runs; somebody else's where one was set.
  public var command: String
  /// Whether that is the command of mlx.
  public var isOwn: Bool
}

extension Repository {
  /// Files that git calls binary, and that `mlx textconv` can read.
  private static let comparedEndings = [
    "safetensors", "gguf", "onnx", "pt", "pth", "ckpt", "pkl", "pickle", "joblib", "npy", "npz",
    "parquet", "csv.gz", "csv.zst", "tsv.gz", "tsv.zst", "jsonl.gz", "jsonl.zst",
  ]
  private static let diffCommand = "mlx textconv"
  private static let diffSetting = "diff.mlx.textconv"

  /// Gives models and packed tables to the driver `mlx` in `.gitattributes`, and tells this clone what the
  /// driver is. What somebody else has set stays.
  ///
  /// Errors: `not-in-git`, why git's state cannot be read, and why the files cannot be written.
  public func installDiffDriver() throws -> InstalledDiffDriver {
    let side: GitSide
    switch gitPresence() {
    case .none: throw WorkingError.notInGit
    case .unreadable(let error): throw error
    case .found(let found): side = found
    }
    let file = workTree.root.appending(".gitattributes")
    if let kind = try otherKind(at: file) {
      throw WorkingError.attributesBlocked(file.string, kind: kind)
    }
    let old = try readIfThere(file)
    let update = AttributesBlock.update(
      old, patterns: Self.comparedEndings.map { "*.\($0)" }, driver: "mlx")
    try replaceInWorkTree(file, with: update.text, replacing: old)
    let command = try side.git.setting(Self.diffSetting)
    if command == nil { try side.git.set(Self.diffSetting, to: Self.diffCommand) }
    return InstalledDiffDriver(
      attributes: file.string, patterns: update.patterns, kept: update.kept,
      command: command ?? Self.diffCommand, isOwn: command == nil || command == Self.diffCommand)
  }

  /// Whether git tracks files that it would show better by `mlx textconv`, and does not yet.
  public func offersDiffDriver() -> Bool {
    guard let side = gitSide(), (try? side.git.setting(Self.diffSetting)) == .some(nil),
      let tracked = try? side.git.trackedPaths(under: side.gitPath(.root))
    else { return false }
    return tracked.contains { path in
      Self.comparedEndings.contains { path.lowercased().hasSuffix(".\($0)") }
    }
  }
}
