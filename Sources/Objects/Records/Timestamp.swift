/// A moment in UTC, to the second, in the years 0 to 9999. In text `2026-11-23T06:00:00Z`.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let seconds: Int64

  /// 0000-01-01T00:00:00Z
  public static let min = Timestamp(unclamped: -62_167_219_200)
  /// 9999-12-31T23:59:59Z
  public static let max = Timestamp(unclamped: 253_402_300_799)

  /// The moment this many seconds after 1970 began, or the nearest one that has a text.
  public init(seconds: Int64) {
    let lowest = Timestamp.min.seconds
    self.seconds = Swift.min(Swift.max(seconds, lowest), Timestamp.max.seconds)
  }

  private init(unclamped seconds: Int64) { self.seconds = seconds }

  /// Reads `2026-11-23T06:00:00Z` and nothing looser; nil for a day or time that is none.
  public init?(_ text: some StringProtocol) {
    let utf8 = Array(text.utf8)
    let pattern = Array("0000-00-00T00:00:00Z".utf8)
    let digit = UInt8(ascii: "0")
    guard utf8.count == pattern.count else { return nil }
    for (byte, expected) in zip(utf8, pattern) {
      let isDigit = byte >= digit && byte <= UInt8(ascii: "9")
      guard expected == digit ? isDigit : byte == expected else { return nil }
    }
    func number(_ range: Range<Int>) -> Int64 {
      utf8[range].reduce(0) { $0 * 10 + Int64($1 - digit) }
    }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    guard (1...12).contains(month), (1...Calendar.days(in: month, of: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Calendar.dayNumber(year: year, month: month, day: day)
    self.init(unclamped: days * 86_400 + hour * 3_600 + minute * 60 + second)
  }

  /// `2026-11-23T06:00:00Z`
  public var description: String {
    var days = seconds / 86_400
    var rest = seconds % 86_400
    if rest < 0 {
      days -= 1
      rest += 86_400
    }
    let date = Calendar.date(ofDay: days)
    let day = "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
    return "\(day)T\(pad(rest / 3_600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2))Z"
  }

  private func pad(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }

  /// Earlier first.
  public static func < (a: Self, b: Self) -> Bool { a.seconds < b.seconds }
}

/// The Gregorian calendar, extended backwards, in whole days since 1970-01-01.
private enum Calendar {
  /// Years are counted from March here, so that a leap day is the last day of its year.
  static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month > 2 ? year : year - 1
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func date(ofDay number: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
