import Objects
import Repository

/// The metrics of one model on one dataset, of the two commits and of what they are compared with.
public struct MetricTable: Sendable, Equatable {
  /// The model's name.
  public var model: String
  /// The dataset's name; nil when nobody said on what they were measured.
  public var on: String?
  public var base: Figures?
  public var head: Figures?
  public var against: Figures?
  public var rows: [Row]

  /// What one commit knows of the model.
  public struct Figures: Sendable, Equatable {
    /// The model's bytes.
    public var model: AssetObject
    /// The dataset's bytes.
    public var on: AssetObject?
    /// Where the numbers are from: `blob:<hex>` of a file, `note:<hex>` of a later evaluation; each once.
    public var sources: [String]
  }

  /// One metric.
  public struct Row: Sendable, Equatable {
    /// Its key, dotted where nested.
    public var metric: String
    public var base: JSONValue?
    public var head: JSONValue?
    public var against: JSONValue?
    /// Half the width of the 95 % interval of the head's value; nil when it is not known.
    public var margin: Double?

    /// Whether it became better or worse; nil where that is not known.
    public func verdict(on isSameData: Bool) -> MetricVerdict? {
      guard isSameData else { return nil }
      return MetricDiff(
        model: "", metric: metric, before: base, after: head, isSameData: true
      ).verdict
    }
  }

  /// Whether both commits measured on the same bytes: only then are numbers comparable.
  public var isSameData: Bool {
    guard let old = base?.on, let new = head?.on else { return false }
    return old == new
  }
}
