#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// How far two distributions lie apart. Definitions: Documentation/profiles.md, "Drift".

/// Measures of the distance between a distribution before and one after.
public enum DriftMeasures {
  /// A bin that holds less counts as this much, so that logarithms are finite.
  public static let partMin = 0.0001

  /// The population stability index over common bins: Σ (q − p) ln(q ÷ p).
  public static func psi(_ before: [Double], _ after: [Double]) -> Double {
    zip(parts(before), parts(after)).reduce(0) { sum, pair in
      let p = max(pair.0, partMin)
      let q = max(pair.1, partMin)
      return sum + (q - p) * log(q / p)
    }
  }

  /// The Jensen-Shannon distance over common bins: the root of the divergence in bits (Lin, 1991),
  /// from 0 to 1.
  public static func jensenShannon(_ before: [Double], _ after: [Double]) -> Double {
    let sum = zip(parts(before), parts(after)).reduce(0.0) { sum, pair in
      let middle = (pair.0 + pair.1) / 2
      return sum + term(pair.0, middle) + term(pair.1, middle)
    }
    return max(0, sum / 2).squareRoot()
  }

  private static func term(_ part: Double, _ middle: Double) -> Double {
    part > 0 ? part * log2(part / middle) : 0
  }

  /// The greatest distance of the cumulative distributions (Kolmogorov, Smirnov).
  public static func kolmogorovSmirnov(_ before: Distribution, _ after: Distribution) -> Double {
    var greatest = 0.0
    for value in before.values + after.values {
      greatest = max(greatest, abs(before.part(upTo: value) - after.part(upTo: value)))
    }
    return greatest
  }

  /// How likely two samples of one distribution are as far apart: Kolmogorov's limit with Stephens'
  /// correction (1970). Approximate.
  public static func kolmogorovSmirnovP(_ distance: Double, _ before: Double, _ after: Double)
    -> Double
  {
    guard before > 0, after > 0 else { return 1 }
    let root = (before * after / (before + after)).squareRoot()
    let lambda = (root + 0.12 + 0.11 / root) * distance
    if lambda < 0.2 { return 1 }
    var sum = 0.0
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * lambda * lambda)
      sum += k % 2 == 1 ? term : -term
      if term < 1e-16 { break }
    }
    return min(1, max(0, 2 * sum))
  }

  /// Pearson's chi-square of homogeneity for counts by category, with its degrees of freedom.
  public static func chiSquare(_ before: [Double], _ after: [Double]) -> (
    statistic: Double, freedom: Int
  ) {
    let (n, m) = (before.reduce(0, +), after.reduce(0, +))
    guard n > 0, m > 0 else { return (0, 0) }
    var statistic = 0.0
    var categories = 0
    for (a, b) in zip(before, after) where a + b > 0 {
      categories += 1
      let (expectedA, expectedB) = ((a + b) * n / (n + m), (a + b) * m / (n + m))
      statistic +=
        (a - expectedA) * (a - expectedA) / expectedA
        + (b - expectedB) * (b - expectedB) / expectedB
    }
    return (statistic, max(0, categories - 1))
  }

  /// How likely chi-square is as large by chance: the upper incomplete gamma function, by its series
  /// or its continued fraction (Press et al., "Numerical Recipes", 6.2). Approximate, as the counts
  /// must not be small.
  public static func chiSquareP(_ statistic: Double, freedom: Int) -> Double {
    guard freedom > 0, statistic > 0 else { return 1 }
    let (a, x) = (Double(freedom) / 2, statistic / 2)
    let scale = exp(-x + a * log(x) - logGamma(a))
    if x < a + 1 {
      var (term, sum, n) = (1 / a, 1 / a, a)
      for _ in 0..<10_000 where abs(term) > abs(sum) * 1e-15 {
        n += 1
        term *= x / n
        sum += term
      }
      return min(1, max(0, 1 - sum * scale))
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1...10_000 {
      let step = -Double(i) * (Double(i) - a)
      b += 2
      d = step * d + b
      if abs(d) < tiny { d = tiny }
      c = b + step / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let change = d * c
      h *= change
      if abs(change - 1) < 1e-15 { break }
    }
    return min(1, max(0, scale * h))
  }

  /// ln Γ(x) for x ≥ 1/2 (Lanczos, with g = 7 and nine terms).
  private static func logGamma(_ x: Double) -> Double {
    let terms = [
      676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_1,
      -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12,
      9.984_369_578_019_572e-6, 1.505_632_735_149_311_6e-7,
    ]
    var sum = 0.999_999_999_999_809_9
    for (index, term) in terms.enumerated() { sum += term / (x + Double(index)) }
    let t = x + 6.5
    let power: Double = (x - 0.5) * log(t)
    return 0.5 * log(2 * Double.pi) + power - t + log(sum)
  }

  /// The parts of a whole; zeros when there is nothing.
  private static func parts(_ counts: [Double]) -> [Double] {
    let total = counts.reduce(0, +)
    return total > 0 ? counts.map { $0 / total } : counts.map { _ in 0 }
  }

  /// The parts of two distributions in common bins: the tenths of the one before, in which equal
  /// bounds are one.
  public static func bins(_ before: Distribution, _ after: Distribution) -> (
    before: [Double], after: [Double]
  ) {
    var bounds: [Double] = []
    for tenth in 1...9 {
      guard let bound = before.quantile(Double(tenth) / 10), bound != bounds.last else { continue }
      bounds.append(bound)
    }
    func parts(_ distribution: Distribution) -> [Double] {
      let upTo = [0] + bounds.map { distribution.part(upTo: $0) } + [1]
      return zip(upTo, upTo.dropFirst()).map { $1 - $0 }
    }
    return (parts(before), parts(after))
  }
}
