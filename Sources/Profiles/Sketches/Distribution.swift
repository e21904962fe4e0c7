/// Values in order, with how many values are at most that: a sketch made ready to be asked, or counts.
public struct Distribution: Sendable {
  /// Different values, ascending.
  public let values: [Double]
  /// The part of all values that is at most `values[i]`; the last is 1.
  public let cumulative: [Double]

  /// Sorts the numbers of a sketch.
  public init(_ sketch: QuantileSketch) {
    var weighted: [(value: Double, weight: UInt64)] = []
    for (index, level) in sketch.levels.enumerated() {
      let weight = UInt64(1) << UInt64(sketch.height + index)
      for value in level { weighted.append((value, weight)) }
    }
    if sketch.candidateWeight > 0 {
      weighted.append((sketch.candidate, sketch.candidateWeight))
    }
    self.init(weighted)
  }

  /// Sorts values with how often they occur.
  init(_ weighted: [(value: Double, weight: UInt64)]) {
    let weighted = weighted.sorted { $0.value < $1.value }
    let total = Double(weighted.reduce(0) { $0 &+ $1.weight })
    var values: [Double] = []
    var cumulative: [Double] = []
    var sum: UInt64 = 0
    for (value, weight) in weighted {
      sum &+= weight
      if value == values.last {
        cumulative[cumulative.count - 1] = Double(sum) / total
      } else {
        values.append(value)
        cumulative.append(Double(sum) / total)
      }
    }
    self.values = values
    self.cumulative = cumulative
  }

  /// Whether there is nothing.
  public var isEmpty: Bool { values.isEmpty }

  /// The part of all values that is at most `value`.
  public func part(upTo value: Double) -> Double {
    let index = Self.count(values) { $0 <= value }
    return index == 0 ? 0 : cumulative[index - 1]
  }

  /// The least value that at least a part `rank` of all values does not exceed; nil when there is
  /// none.
  public func quantile(_ rank: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    return values[min(Self.count(cumulative) { $0 < rank }, values.count - 1)]
  }

  /// How many leading elements fulfil what sorted elements fulfil up to a point.
  private static func count(_ sorted: [Double], _ isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
