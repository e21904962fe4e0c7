import Objects

/// Why `mlx.lock` cannot be used. Lines count from 1.
public enum LockError: MLXError, Equatable {
  /// Git left its marks of a conflict in the file.
  case conflict(line: Int)
  /// A file of a later version.
  case tooNew(version: String)
  /// A line that mlx did not write.
  case damaged(line: Int, reason: String)
  /// A file that is too long to be one.
  case tooLarge(limitBytes: Int)

  public var code: String {
    switch self {
    case .conflict: "lock-conflict"
    case .tooNew: "lock-too-new"
    case .damaged: "lock-damaged"
    case .tooLarge: "file-too-large"
    }
  }

  public var description: String {
    switch self {
    case .conflict(let line): "\(LockFile.name):\(line): git left a conflict in the file"
    case .tooNew(let version):
      "'\(LockFile.name)' is of version \(version); this mlx reads version \(LockFile.version)"
    case .damaged(let line, let reason): "\(LockFile.name):\(line): \(reason)"
    case .tooLarge(let limit):
      "'\(LockFile.name)' has more than the \(limit) bytes that it may have"
    }
  }

  public var hint: String? {
    switch self {
    case .conflict:
      "keep the lines of either side and run 'mlx checkout', or run 'mlx commit', which writes it "
        + "anew"
    case .tooNew: "install a newer mlx"
    case .damaged, .tooLarge:
      "'git checkout HEAD -- \(LockFile.name)' brings the last one back, 'mlx commit' writes it anew"
    }
  }
}
