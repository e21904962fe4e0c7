import Objects

/// How often which class was taken for which: rows are the true classes, columns the predicted ones.
public struct ConfusionMatrix: Sendable, Hashable {
  /// The four outcomes where there is a positive class.
  public struct Binary: Sendable, Hashable {
    public var truePositives: UInt64
    public var falseNegatives: UInt64
    public var falsePositives: UInt64
    public var trueNegatives: UInt64
  }

  /// In their order.
  public let classes: [String]
  /// The place of the positive class; nil where there is none.
  public let positive: Int?
  /// Row after row.
  public private(set) var counts: [UInt64]

  /// A matrix that counts nothing.
  public init(classes: [String], positive: Int? = nil) {
    self.classes = classes
    self.positive = positive
    counts = Array(repeating: 0, count: classes.count * classes.count)
  }

  /// A matrix of counts, row after row; nil where they are not as many as there are pairs of classes, or
  /// their sum is too large.
  public init?(classes: [String], positive: Int?, counts: [UInt64]) {
    guard counts.count == classes.count * classes.count,
      positive.map(classes.indices.contains) ?? true
    else { return nil }
    var sum: UInt64 = 0
    for count in counts {
      let (next, isTooLarge) = sum.addingReportingOverflow(count)
      guard !isTooLarge, next <= 1 << 53 else { return nil }
      sum = next
    }
    self.classes = classes
    self.positive = positive
    self.counts = counts
  }

  /// That of an evaluation, or of one of its slices; nil where it has none.
  public init?(_ detail: EvaluationDetail, slice: EvaluationDetail.Slice? = nil) {
    guard let rows = slice == nil ? detail.confusion : slice?.confusion else { return nil }
    self.init(
      classes: detail.classes,
      positive: detail.positive.flatMap { detail.classes.firstIndex(of: $0) },
      counts: rows.flatMap { $0 })
  }

  /// How often one class was taken for another, by their places.
  public subscript(truth: Int, predicted: Int) -> UInt64 {
    counts[truth * classes.count + predicted]
  }

  /// Row by row.
  public var rows: [[UInt64]] {
    classes.indices.map { Array(counts[$0 * classes.count..<($0 + 1) * classes.count]) }
  }

  /// Counts one more.
  mutating func add(truth: Int, predicted: Int) { counts[truth * classes.count + predicted] += 1 }

  /// All rows of the table.
  public var total: UInt64 { counts.reduce(0, +) }
  /// How many rows are of each class.
  public var trueTotals: [UInt64] {
    classes.indices.map { row in
      classes.indices.reduce(0) { $0 + self[row, $1] }
    }
  }
  /// How many rows were taken for each class.
  public var predictedTotals: [UInt64] {
    classes.indices.map { column in
      classes.indices.reduce(0) { $0 + self[$1, column] }
    }
  }

  /// The four outcomes; nil without two classes of which one is positive.
  public var binary: Binary? {
    guard classes.count == 2, let positive else { return nil }
    let other = 1 - positive
    return Binary(
      truePositives: self[positive, positive], falseNegatives: self[positive, other],
      falsePositives: self[other, positive], trueNegatives: self[other, other])
  }
}
