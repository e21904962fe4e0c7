import Evaluation
import Objects

/// What a change of a metric is. The raw value is the word of `--json`.
public enum MetricVerdict: String, Sendable {
  case better
  case worse
}

extension MetricDiff {
  /// Which way the metric is better; nil where its name does not tell.
  public var direction: MetricDirection? { MetricDirection(of: metric) }

  /// Whether it became better or worse; nil where that is not known, or one side is no finite number.
  public var verdict: MetricVerdict? {
    guard let direction, let old = before?.number, let new = after?.number, old.isFinite,
      new.isFinite, old != new
    else { return nil }
    return (new > old) == (direction == .higher) ? .better : .worse
  }
}
