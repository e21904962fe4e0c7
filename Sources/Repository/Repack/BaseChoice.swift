// Which versions are stored whole, so that the others can be differences to them.
//
// Versions lie in a row, and what a difference costs grows with the distance. The row is cut into groups
// of neighbours with one base each, wherever in the group it costs least: the usual dynamic programme
// for clusters on a line, here with measured costs.

/// Chooses bases for a row of versions.
struct BaseChoice {
  /// How far from its base a version may be.
  static let reach = 8

  /// Bytes of each version as it is stored.
  let whole: [Double]
  /// Whether a version may be a base.
  let isEligible: [Bool]
  /// Bytes of a version as differences to a base.
  let delta: (_ version: Int, _ base: Int) throws -> Double

  /// The base of each version; nil where it stays whole.
  func bases() throws -> [Int?] {
    let count = whole.count
    var best = [0.0]
    var choice: [(start: Int, base: Int?)] = []
    for end in 1..<max(count + 1, 1) {
      var found = (cost: Double.infinity, start: end - 1, base: nil as Int?)
      for start in max(0, end - 2 * Self.reach - 1)..<end {
        let (cost, base) = try group(start..<end)
        if best[start] + cost < found.cost { found = (best[start] + cost, start, base) }
      }
      best.append(found.cost)
      choice.append((found.start, found.base))
    }
    var bases: [Int?] = Array(repeating: nil, count: count)
    var end = count
    while end > 0 {
      let (start, base) = choice[end - 1]
      for version in start..<end where version != base {
        guard let base, try delta(version, base) < whole[version] * 0.95 else { continue }
        bases[version] = base
      }
      end = start
    }
    return bases
  }

  /// The least that a group costs, and its base.
  private func group(_ range: Range<Int>) throws -> (cost: Double, base: Int?) {
    if range.count == 1 { return (whole[range.lowerBound], nil) }
    var found = (cost: Double.infinity, base: nil as Int?)
    let bases =
      max(
        range.lowerBound, range.upperBound - 1 - Self.reach)..<min(
        range.upperBound, range.lowerBound + Self.reach + 1)
    for base in bases where isEligible[base] {
      var cost = whole[base]
      for version in range where version != base && cost < found.cost {
        cost += try min(delta(version, base), whole[version])
      }
      if cost < found.cost { found = (cost, base) }
    }
    return found
  }
}
