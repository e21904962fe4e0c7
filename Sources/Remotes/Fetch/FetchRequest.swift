/// What `mlx fetch` is asked for.
public struct FetchRequest: Sendable {
  /// Assets whose files are brought too: `fraud@origin/main`, `model/fraud@v1`.
  public var only: [String] = []
  /// How many commits back from each branch and tag; nil for what the clone was made with.
  public var depth: Int?
  /// All of history, from now on.
  public var unshallow = false

  public init() {}
}
