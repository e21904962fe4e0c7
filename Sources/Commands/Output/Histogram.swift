import Profiles

/// A distribution as a line of blocks: twelve bins of one width, from the first to the last hundredth.
enum Histogram {
  private static let blocks = Array("▁▂▃▄▅▆▇█")
  private static let bins = 12

  /// Empty where there is nothing to see: no values, or a single one.
  static func of(_ distribution: Distribution?) -> String {
    guard let distribution, let low = distribution.quantile(0.01),
      let high = distribution.quantile(0.99), low < high, (high - low).isFinite
    else { return "" }
    var parts: [Double] = []
    // The least value is at most itself: what lies below the range is in the first bin.
    var before = 0.0
    for bin in 1...bins {
      let bound = low + (high - low) * (Double(bin) / Double(bins))
      let upTo = bin == bins ? 1 : distribution.part(upTo: bound)
      parts.append(upTo - before)
      before = upTo
    }
    guard let most = parts.max(), most > 0 else { return "" }
    return String(
      parts.map { part in
        part <= 0 ? " " : blocks[min(blocks.count - 1, Int(part / most * Double(blocks.count)))]
      })
  }
}
