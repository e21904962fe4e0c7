import Evaluation
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
  /// How often which class was taken for which, before and after; nil where that is not known of both.
  public var confusion: ConfusionChange?
  /// The part of the data where the model lost most; nil where nothing is known of parts.
  public var worstSlice: SliceChange?

  /// What one commit knows of the model.
  public struct Figures: Sendable, Equatable {
    /// The model's bytes.
    public var model: AssetObject
    /// The dataset's bytes.
    public var on: AssetObject?
    /// Where the numbers are from: `blob:<hex>` of a file, `note:<hex>` of a later evaluation; each once.
    public var sources: [String]
    /// Rows that were predicted; nil where that is not known.
    public var count: UInt64?
  }

  /// One metric, or a cost that a gate asks for.
  public struct Row: Sendable, Equatable {
    /// Its key, dotted where nested; the expression of a cost.
    public var metric: String
    public var base: JSONValue?
    public var head: JSONValue?
    public var against: JSONValue?
    /// The 95 % interval of the head's value; nil when it is not known.
    public var interval: MetricInterval?
    /// Which way is better; nil where that is not known.
    public var direction: MetricDirection?
    /// What became of its gates over all rows.
    public var gates: [GateRow] = []

    /// Whether it became better or worse; nil where that is not known.
    public func verdict(on isSameData: Bool) -> MetricVerdict? {
      guard isSameData, let direction, let old = base?.number, let new = head?.number,
        old.isFinite, new.isFinite, old != new
      else { return nil }
      return (new > old) == (direction == .higher) ? .better : .worse
    }
  }

  /// Whether both commits measured on the same bytes: only then are numbers comparable.
  public var isSameData: Bool {
    guard let old = base?.on, let new = head?.on else { return false }
    return old == new
  }
}

/// How often which class was taken for which, in two versions that predicted the same rows.
public struct ConfusionChange: Sendable, Equatable {
  /// More classes are not shown.
  public static let classesMax = 12

  public var classes: [String]
  /// True class by predicted class.
  public var before: [[UInt64]]
  public var after: [[UInt64]]
}

/// A metric on the rows with one value in one column.
public struct SliceChange: Sendable, Equatable {
  public var column: String
  public var value: String
  public var metric: String
  public var before: Double
  public var after: Double
  /// Rows of the head's evaluation.
  public var count: UInt64
}
