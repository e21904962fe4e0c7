import Objects

/// A path that is not tracked and looks like a model or a dataset.
public struct Suggestion: Sendable, Equatable {
  public let path: RepositoryPath
  public let kind: AssetKind
  public let format: String?
  public let why: String
  public let bytes: UInt64
  public let files: Int
  /// Whether git ignores it, as it does most models and data.
  public let isIgnored: Bool
}

/// What a search found, biggest first.
public struct SuggestionResult: Sendable {
  public let suggestions: [Suggestion]
  /// How many were found beside those.
  public let leftOut: Int
  /// False when the search ended at a limit: there may be more.
  public let isComplete: Bool
}

/// How far a search goes.
public struct SuggestionLimits: Sendable {
  /// Names that are looked at.
  public var entries: Int
  public var seconds: Double
  /// Suggestions that are kept.
  public var results: Int

  /// For a list that a person reads.
  public static let standard = SuggestionLimits(entries: 200_000, seconds: 1, results: 20)
  /// For a command that takes all that there is.
  public static let everything = SuggestionLimits(entries: .max, seconds: .infinity, results: .max)

  public init(entries: Int, seconds: Double, results: Int) {
    self.entries = entries
    self.seconds = seconds
    self.results = results
  }
}
