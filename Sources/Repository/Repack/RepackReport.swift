import Objects

/// What a repack is asked to do.
public struct RepackOptions: Sendable, Equatable {
  /// Only say what would be saved.
  public var isDryRun = false
  /// Leave no grace: what is stored anew frees its room at once. Only while no other command writes.
  public var isImmediate = false
  /// Stop after so many seconds; what is done stays.
  public var seconds: Double?

  /// A repack as usual unless it is told otherwise.
  public init(isDryRun: Bool = false, isImmediate: Bool = false, seconds: Double? = nil) {
    self.isDryRun = isDryRun
    self.isImmediate = isImmediate
    self.seconds = seconds
  }
}

/// What `mlx repack` did, or would do.
public struct RepackReport: Sendable, Equatable {
  public var isDryRun = false
  /// Chunks that are stored anew; in a dry run those that would be tried.
  public var chunks = 0
  /// Their bytes.
  public var rawBytes: UInt64 = 0
  /// What they took, and take now; in a dry run an estimate.
  public var oldBytes: UInt64 = 0
  public var newBytes: UInt64 = 0
  /// Whether the time was over before all was done.
  public var isUnfinished = false
  /// What became of the packs with the old copies; nil in a dry run.
  public var collected: CollectReport?

  public var savedBytes: UInt64 { oldBytes - min(oldBytes, newBytes) }
}
