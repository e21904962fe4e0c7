/// What `mlx lineage` is asked.
public struct LineageQuestion: Sendable, Hashable {
  /// Where to look from the subject.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// What it was made from.
    case up
    /// What was made from it.
    case down
  }

  /// As it was typed: an asset, a path, an id, a URI.
  public var subject: String
  public var direction: Direction
  /// The most edges between the subject and what is shown; nil for all.
  public var depth: Int?

  /// A question about a subject.
  public init(_ subject: String, _ direction: Direction = .up, depth: Int? = nil) {
    self.subject = subject
    self.direction = direction
    self.depth = depth
  }
}
