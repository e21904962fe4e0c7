/// Figures for people: as many digits as say something.
public enum SignificantDigits {
  /// `0.0213`, `12.5`, `3.1e-07`: a number rounded to `digits` significant digits, without zeros at its
  /// end. Below 0.0001 and from a million on with an exponent.
  public static func text(_ number: Double, digits: Int = 3) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-infinite" : "infinite" }
    if number == 0 { return "0" }
    let sign = number < 0 ? "-" : ""
    var (mantissa, exponent) = decimal(abs(number))
    let scale = power(digits - 1)
    var units = (mantissa * scale).rounded()
    if units >= scale * 10 {
      units = (units / 10).rounded()
      exponent += 1
    }
    mantissa = units
    var figures = String(Int(units))
    if (-4..<6).contains(exponent) { return sign + plain(figures, exponent) }
    while figures.count > 1, figures.last == "0" { figures.removeLast() }
    let tail = figures.dropFirst()
    let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return sign + figures.prefix(1) + (tail.isEmpty ? "" : ".\(tail)")
      + "e\(exponent < 0 ? "-" : "+")\(size)"
  }

  /// Digits with the point after the first `exponent + 1` of them.
  private static func plain(_ figures: String, _ exponent: Int) -> String {
    if exponent + 1 >= figures.count {
      return figures + String(repeating: "0", count: exponent + 1 - figures.count)
    }
    let padded = exponent < 0 ? String(repeating: "0", count: -exponent) + figures : figures
    let whole = max(exponent, 0) + 1
    var text = padded.prefix(whole) + "." + padded.dropFirst(whole)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }

  /// A number as mantissa, from 1 to below 10, and exponent.
  private static func decimal(_ number: Double) -> (mantissa: Double, exponent: Int) {
    // The power of a number near zero is more than a double holds.
    if number < 1e-250 {
      let (mantissa, exponent) = decimal(number * 1e100)
      return (mantissa, exponent - 100)
    }
    var exponent = 0
    while exponent < 308, number >= power(exponent + 1) { exponent += 1 }
    while number < power(exponent) { exponent -= 1 }
    return (number / power(exponent), exponent)
  }

  private static func power(_ exponent: Int) -> Double {
    let size = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
    return exponent < 0 ? 1 / size : size
  }
}
