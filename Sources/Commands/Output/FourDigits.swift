/// Numbers of statistics with four digits: `0.02134`, `-1.5`, `1.105e-32`. The same bits give the same text.
enum FourDigits {
  /// `mean 0.5`; nil for nil.
  static func named(_ name: String, _ number: Double?) -> String? {
    number.map { "\(name) \(text($0))" }
  }

  static func text(_ number: Double) -> String {
    guard number != 0, number.isFinite else { return DecimalText.of(number) }
    var exponent = 0
    var scaled = abs(number)
    while scaled >= 10 { (scaled, exponent) = (scaled / 10, exponent + 1) }
    while scaled < 1 { (scaled, exponent) = (scaled * 10, exponent - 1) }
    var thousandths = Int((scaled * 1000).rounded())
    if thousandths == 10_000 { (thousandths, exponent) = (1000, exponent + 1) }
    var digits = String(thousandths)
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return (number < 0 ? "-" : "") + placed(digits, exponent)
  }

  /// - Parameter exponent: the power of ten of the first digit.
  private static func placed(_ digits: String, _ exponent: Int) -> String {
    switch exponent {
    case -5..<0: return "0." + String(repeating: "0", count: -exponent - 1) + digits
    case 0..<15:
      let whole = digits.prefix(exponent + 1)
      let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
      let rest = digits.dropFirst(exponent + 1)
      return whole + zeros + (rest.isEmpty ? "" : "." + rest)
    default:
      let rest = digits.dropFirst()
      let sign = exponent < 0 ? "-" : "+"
      return digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(sign)\(abs(exponent))"
    }
  }
}
