/// How far a long command is: what it does, and how much of it is done.
public struct Progress: Sendable, Equatable {
  /// What is counted.
  public enum Unit: Sendable {
    case bytes
    case files
    case objects
  }

  /// A verb for a person, such as `storing`.
  public var phase: String
  public var unit: Unit
  public var done: Int64
  /// nil while it is not known.
  public var total: Int64?

  public init(phase: String, unit: Unit, done: Int64, total: Int64? = nil) {
    self.phase = phase
    self.unit = unit
    self.done = done
    self.total = total
  }
}

/// Where progress goes: a terminal, or nowhere. Called from several threads.
public protocol ProgressSink: Sendable {
  /// Takes a step of progress.
  func report(_ progress: Progress)
}

/// Keeps progress to itself.
public struct SilentProgress: ProgressSink {
  public init() {}

  /// Does nothing.
  public func report(_ progress: Progress) {}
}
