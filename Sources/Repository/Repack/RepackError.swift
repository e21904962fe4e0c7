import Objects

/// Errors of `mlx repack`.
public enum RepackError: MLXError, Equatable {
  /// Another command repacks the same repository.
  case isRunning

  public var code: String { "repack-running" }
  public var description: String { "another 'mlx repack' is running in this repository" }
  public var hint: String? { "run it again when that one has ended" }
}
