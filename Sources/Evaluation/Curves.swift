/// The curves of an evaluation, with as many points as a picture needs.
public struct Curves: Sendable, Equatable {
  /// A point, both of its parts from 0 to 1.
  public struct Point: Sendable, Hashable {
    public var x: Double
    public var y: Double
  }

  /// A line of points.
  public struct Line: Sendable, Equatable {
    /// The class that it is of.
    public var label: String
    public var points: [Point]
    /// The area below it, over all rows.
    public var area: Double
  }

  /// Rows whose probabilities are alike: the mean of what was expected, and the part that came.
  public struct Bin: Sendable, Equatable {
    public var expected: Double
    public var observed: Double
    public var rows: UInt64
  }

  /// The rate of hits by that of false alarms.
  public var roc: [Line] = []
  /// Precision by recall.
  public var precisionRecall: [Line] = []
  /// Empty where scores are no probabilities.
  public var calibration: [Bin] = []

  /// The most points of a line, and the most lines.
  public static let pointsMax = 300
  public static let linesMax = 10

  /// No curves.
  public init() {}

  init(_ scored: ScoredRows?, classes: [String], positive: Int?) {
    guard let scored else { return }
    let labels = positive.map { [classes[$0]] } ?? classes
    for (label, ranking) in zip(labels, scored.rankings).prefix(Self.linesMax) {
      let areas = ranking.areas()
      let steps = ranking.steps
      guard let last = steps.last, last.hits > 0 else { continue }
      if let area = areas.roc {
        let points = steps.map { Point(x: $0.misses / last.misses, y: $0.hits / last.hits) }
        roc.append(
          Line(
            label: label, points: Self.thinned([Point(x: 0, y: 0)] + points) { ($0.x + $0.y) / 2 },
            area: area))
      }
      if let area = areas.precisionRecall {
        let points = steps.map { step in
          Point(x: step.hits / last.hits, y: step.hits / (step.hits + step.misses))
        }
        let first = points.first?.y ?? 0
        precisionRecall.append(
          Line(
            label: label, points: Self.thinned([Point(x: 0, y: first)] + points) { $0.x },
            area: area))
      }
    }
    calibration = scored.calibration().map {
      Bin(expected: $0.chance, observed: $0.outcome, rows: UInt64($0.weight))
    }
  }

  /// The last point of each stretch along the curve, the first, and the end.
  private static func thinned(_ points: [Point], along: (Point) -> Double) -> [Point] {
    guard points.count > pointsMax, let first = points.first else { return points }
    let stretches = pointsMax - 2
    var kept = [first]
    for (point, next) in zip(points.dropFirst(), points.dropFirst(2)) {
      let (here, there) = (along(point), along(next))
      if Int(here * Double(stretches)) != Int(there * Double(stretches)) { kept.append(point) }
    }
    if let last = points.last { kept.append(last) }
    return kept
  }
}
