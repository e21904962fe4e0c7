/// Numbers of metrics, and the difference of two, without the noise of binary fractions.
public enum DecimalText {
  /// Such as `0.931`, `12`, `NaN`, `-Infinity`.
  public static func of(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// `+0.022`: as many decimals as the longer of the two has. Nil where a difference says nothing.
  public static func difference(from before: Double, to after: Double) -> String? {
    guard before.isFinite, after.isFinite else { return nil }
    let digits = max(decimals(before), decimals(after))
    let scale = power(of: digits)
    let scaled = ((after - before) * scale).rounded()
    guard digits <= 15, abs(scaled) < 1e15 else {
      return (after < before ? "" : "+") + of(after - before)
    }
    let whole = Int64(abs(scaled))
    let sign = scaled < 0 ? "-" : "+"
    if digits == 0 { return "\(sign)\(whole)" }
    let text = String(whole)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
  }

  /// Decimals in the shortest text of a number; 99 where it has an exponent.
  private static func decimals(_ number: Double) -> Int {
    let text = of(number)
    if text.contains("e") { return 99 }
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return text.distance(from: point, to: text.endIndex) - 1
  }

  private static func power(of digits: Int) -> Double {
    (0..<min(digits, 16)).reduce(1.0) { power, _ in power * 10 }
  }
}
