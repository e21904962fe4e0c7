// How numbers are written, and which of the texts that stand for numbers are which.

enum JSONNumber {
  /// Beyond this, a double does not hold every integer.
  static let exactMax: Int64 = 1 << 53
  /// The key of an object that stands for a number which JSON cannot write.
  static let key = "$number"

  static func text(_ integer: Int64) -> String {
    isExact(integer) ? String(integer) : wrapped(String(integer))
  }

  /// ECMAScript's Number::toString (ECMA-262, 6.1.6.1.20), from Swift's shortest digits that read
  /// back the same.
  static func text(_ number: Double) -> String {
    if number.isNaN { return wrapped("NaN") }
    if number.isInfinite { return wrapped(number < 0 ? "-Infinity" : "Infinity") }
    if number == 0 { return "0" }
    let (digits, exponent) = shortest(number.magnitude)
    return (number < 0 ? "-" : "") + positive(digits, exponent)
  }

  /// The value of a plain integer literal.
  ///
  /// A text that is a double's canonical one becomes that double again; every other integer is kept
  /// exactly, as long as 64 bits hold it.
  static func value(ofInteger literal: String) -> JSONValue? {
    let integer = Int64(literal)
    if let integer, isExact(integer) { return .integer(integer) }
    guard let number = Double(literal), number.isFinite else { return nil }
    if let integer, text(number) != literal { return .integer(integer) }
    return .number(number)
  }

  /// What `{"$number":"…"}` stands for; nil when it is only an object.
  static func value(wrapped text: String) -> JSONValue? {
    switch text {
    case "NaN": return .number(.nan)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    default:
      guard let integer = Int64(text), !isExact(integer), String(integer) == text else {
        return nil
      }
      return .integer(integer)
    }
  }

  private static func isExact(_ integer: Int64) -> Bool {
    integer.magnitude <= exactMax.magnitude
  }

  /// `exponent` says where the point stands, counted from the first digit.
  private static func positive(_ digits: String, _ exponent: Int) -> String {
    func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
    if digits.utf8.count <= exponent, exponent <= 21 {
      return digits + zeros(exponent - digits.utf8.count)
    }
    if 0 < exponent, exponent <= 21 {
      return digits.prefix(exponent) + "." + digits.dropFirst(exponent)
    }
    if -6 < exponent, exponent <= 0 { return "0." + zeros(-exponent) + digits }
    let power = exponent - 1
    let fraction = digits.utf8.count > 1 ? "." + digits.dropFirst() : ""
    return digits.prefix(1) + fraction + (power < 0 ? "e-" : "e+") + String(power.magnitude)
  }

  /// The digits without a point or outer zeros, and where the point stands.
  private static func shortest(_ number: Double) -> (digits: String, exponent: Int) {
    let parts = number.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa[0]
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    let shift = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let all = whole + fraction
    let significant = all.drop { $0 == "0" }
    let leading = all.utf8.count - significant.utf8.count
    var digits = String(significant)
    while digits.last == "0" { digits.removeLast() }
    return (digits, whole.utf8.count + shift - leading)
  }

  private static func wrapped(_ text: String) -> String { "{\"\(key)\":\"\(text)\"}" }
}
