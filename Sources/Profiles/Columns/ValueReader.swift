/// What one value of a column reads as.
enum ReadValue {
  case null
  case bool
  case integer(Double)
  case float(Double)
  /// A day, and a time, in seconds since 1970 in UTC.
  case date(Double)
  case time(Double)
  case text
}

/// Reads the values of tables of text.
enum ValueReader {
  /// What stands for a missing value: what pandas takes for one.
  static let nullWords: [String] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
  ]
  private static let boolWords = ["true", "false", "True", "False", "TRUE", "FALSE"]
  private static let infinityWords = ["inf", "Inf", "INF", "Infinity", "infinity"]

  /// A word of at most nine bytes as a number, and what it reads as.
  private struct Word {
    let packed: UInt64
    let last: UInt8
    let value: ReadValue
  }

  /// Words by their length.
  private static let words: [[Word]] = {
    var words = [[Word]](repeating: [], count: 10)
    func add(_ text: String, _ value: ReadValue) {
      Array(text.utf8).withUnsafeBytes { bytes in
        let (packed, last) = pack(bytes)
        words[bytes.count].append(Word(packed: packed, last: last, value: value))
      }
    }
    for word in nullWords { add(word, .null) }
    for word in boolWords { add(word, .bool) }
    for word in infinityWords {
      for sign in ["", "+"] { add(sign + word, .float(.infinity)) }
      add("-" + word, .float(-.infinity))
    }
    return words
  }()

  /// The first eight bytes, and the ninth.
  private static func pack(_ bytes: UnsafeRawBufferPointer) -> (packed: UInt64, last: UInt8) {
    var packed: UInt64 = 0
    for index in 0..<min(8, bytes.count) { packed = packed &<< 8 | UInt64(bytes[index]) }
    return (packed, bytes.count > 8 ? bytes[8] : 0)
  }

  /// Reads a value: a word for nothing, a number, a truth value, a date, or text.
  static func read(_ bytes: UnsafeRawBufferPointer) -> ReadValue {
    guard let first = bytes.first else { return .null }
    if first &- 0x30 < 10 || first == 0x2D || first == 0x2E || first == 0x2B || first == 0x20 {
      if let number = NumberReader.read(bytes) { return number }
      if first &- 0x30 < 10, bytes.count >= 10, let date = DateReader.read(bytes) { return date }
    }
    return word(bytes, first)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ first: UInt8) -> ReadValue {
    guard bytes.count <= 9 else { return .text }
    switch first {
    case UInt8(ascii: "#"), UInt8(ascii: "-"), UInt8(ascii: "1"), UInt8(ascii: "<"),
      UInt8(ascii: "N"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"),
      UInt8(ascii: "T"), UInt8(ascii: "F"), UInt8(ascii: "i"), UInt8(ascii: "I"),
      UInt8(ascii: "+"):
      let (packed, last) = pack(bytes)
      for word in words[bytes.count] where word.packed == packed && word.last == last {
        return word.value
      }
      return .text
    default: return .text
    }
  }
}

/// Reads decimal numbers; spaces around them are allowed.
enum NumberReader {
  static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
  /// The longest text that is read as a number.
  static let bytesMax = 400

  /// The number, or nil. An integer that 64 bits do not hold is a float.
  static func read(_ bytes: UnsafeRawBufferPointer) -> ReadValue? {
    var (start, end) = (0, bytes.count)
    while start < end, bytes[start] == 0x20 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    guard end > start, end - start <= bytesMax else { return nil }
    var scan = Scan(at: start)
    let isNegative = bytes[start] == 0x2D
    if isNegative || bytes[start] == 0x2B { scan.at += 1 }
    scan.digits(bytes, end)
    let wholeDigits = scan.digitCount
    if scan.at == end, wholeDigits > 0, wholeDigits <= 18 {
      let value = Double(scan.mantissa)
      return .integer(isNegative ? 0 - value : value)
    }
    let isWhole = scan.at == end
    if scan.at < end, bytes[scan.at] == 0x2E {
      scan.at += 1
      scan.digits(bytes, end)
      scan.exponent = wholeDigits - scan.digitCount
    }
    guard scan.digitCount > 0 else { return nil }
    if scan.at < end, bytes[scan.at] | 0x20 == 0x65 {
      guard scan.takeExponent(bytes, end) else { return nil }
    }
    guard scan.at == end else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    if isWhole, Int64(String(decoding: text, as: UTF8.self)) != nil {
      return .integer(slow(text) ?? 0)
    }
    if scan.digitCount <= 18, scan.mantissa <= 1 << 53, abs(scan.exponent) <= 22 {
      // Exact: one rounding (Clinger, 1990).
      let whole = Double(scan.mantissa)
      let value =
        scan.exponent < 0 ? whole / powers[-scan.exponent] : whole * powers[scan.exponent]
      return .float(isNegative ? -value : value)
    }
    return slow(text).map { .float($0) }
  }

  private static func slow(_ text: UnsafeRawBufferPointer) -> Double? {
    Double(String(decoding: text, as: UTF8.self))
  }

  private struct Scan {
    var at: Int
    var mantissa: UInt64 = 0
    var digitCount = 0
    var exponent = 0

    @inline(__always)
    mutating func digits(_ bytes: UnsafeRawBufferPointer, _ end: Int) {
      while at < end {
        let digit = bytes[at] &- 0x30
        guard digit < 10 else { return }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        digitCount &+= 1
        at &+= 1
      }
    }

    mutating func takeExponent(_ bytes: UnsafeRawBufferPointer, _ end: Int) -> Bool {
      at += 1
      guard at < end else { return false }
      let isNegative = bytes[at] == 0x2D
      if isNegative || bytes[at] == 0x2B { at += 1 }
      let start = at
      var value = 0
      while at < end, bytes[at] &- 0x30 < 10 {
        value = min(value * 10 + Int(bytes[at] &- 0x30), 100_000)
        at += 1
      }
      exponent += isNegative ? -value : value
      return at > start
    }
  }
}

/// Reads days and times as ISO 8601 writes them: `2024-02-29`, `2024/02/29`, `2024-02-29T13:05`,
/// `2024-02-29 13:05:10.25+01:00`. A time without zone is taken as UTC.
enum DateReader {
  static func read(_ bytes: UnsafeRawBufferPointer) -> ReadValue? {
    guard bytes.count <= 40, let day = day(bytes) else { return nil }
    if bytes.count == 10 { return .date(Double(day) * 86_400) }
    guard bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20, bytes.count >= 16,
      let hour = number(bytes, 11, 2, max: 24), bytes[13] == UInt8(ascii: ":"),
      let minute = number(bytes, 14, 2, max: 59)
    else { return nil }
    var seconds = 0.0
    var at = 16
    if at < bytes.count, bytes[at] == UInt8(ascii: ":") {
      guard let whole = number(bytes, 17, 2, max: 60) else { return nil }
      seconds = Double(whole)
      at = 19
      if at < bytes.count, bytes[at] == UInt8(ascii: ".") { seconds += fraction(bytes, &at) }
    }
    guard let zone = zone(bytes, at) else { return nil }
    let whole = day * 86_400 + hour * 3_600 + minute * 60 - zone * 60
    return .time(Double(whole) + seconds)
  }

  /// Days since 1970 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date
  /// algorithms").
  private static func day(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let mark = bytes[4]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/"), bytes[7] == mark,
      let year = number(bytes, 0, 4, max: 9999), let month = number(bytes, 5, 2, max: 12),
      let day = number(bytes, 8, 2, max: 31), month > 0, day > 0
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func number(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int, max: Int
  ) -> Int? {
    guard start + count <= bytes.count else { return nil }
    var value = 0
    for index in start..<start + count {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value <= max ? value : nil
  }

  private static func fraction(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Double {
    at += 1
    var value = 0.0
    var scale = 1.0
    while at < bytes.count, bytes[at] &- 0x30 < 10 {
      value = value * 10 + Double(bytes[at] &- 0x30)
      scale *= 10
      at += 1
    }
    return value / scale
  }

  /// Minutes east of UTC; nil when something else follows.
  private static func zone(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int? {
    if at == bytes.count { return 0 }
    if bytes[at] == UInt8(ascii: "Z") { return at + 1 == bytes.count ? 0 : nil }
    guard bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-"),
      let hours = number(bytes, at + 1, 2, max: 23)
    else { return nil }
    let hasColon = at + 3 < bytes.count && bytes[at + 3] == UInt8(ascii: ":")
    let start = at + (hasColon ? 4 : 3)
    var minutes = 0
    if start < bytes.count {
      guard start + 2 == bytes.count, let value = number(bytes, start, 2, max: 59) else {
        return nil
      }
      minutes = value
    } else if hasColon {
      return nil
    }
    let offset = hours * 60 + minutes
    return bytes[at] == UInt8(ascii: "-") ? -offset : offset
  }
}
