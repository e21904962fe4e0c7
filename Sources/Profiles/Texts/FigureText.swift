/// Numbers of statistics for a person: four digits that count, in columns of about one width.
public enum FigureText {
  /// Such as `0`, `12`, `0.0312`, `-4.2`, `1.23e-05`.
  public static func of(_ number: Double?) -> String {
    guard let number else { return "" }
    if !number.isFinite { return DecimalText.of(number) }
    let size = abs(number)
    if number.rounded() == number, size < 1e12 { return DecimalText.of(number) }
    return SignificantDigits.text(number, digits: 4)
  }

  /// A part as a percentage: `0 %`, `0.3 %`, `12 %`; less than a thousandth is `<0.1 %`.
  public static func percent(_ part: Double?) -> String {
    guard let part, part.isFinite else { return "" }
    let percent = part * 100
    if percent == 0 { return "0 %" }
    if abs(percent) < 0.1 { return "<0.1 %" }
    return (abs(percent) < 10 ? trimmed(fixed(percent, 1)) : fixed(percent, 0)) + " %"
  }

  /// With so many decimals.
  public static func fixed(_ number: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(number) * scale).rounded()
    guard scaled < 1e15 else { return SignificantDigits.text(number, digits: 4) }
    let digits = String(Int64(scaled))
    let sign = number < 0 && scaled > 0 ? "-" : ""
    if decimals == 0 { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
