import Objects

/// A time as people write it in `main@{…}`. All times are UTC.
public struct Moment: Sendable, Equatable {
  enum Meaning: Sendable, Equatable {
    case at(Timestamp)
    case ago(seconds: Int64)
    /// 00:00 of the day.
    case midnight
  }

  /// As it was written.
  public let text: String
  let meaning: Meaning

  /// `now`, `yesterday`, `midnight`, `2 days ago`, `2.days.ago`, `an hour ago`, `last week`,
  /// `2026-11-20` (the end of that day), `2026-11-20 14:30`, `2026-11-20T14:30:00Z`.
  public init?(parsing text: String) {
    guard let meaning = Self.date(text) ?? Self.words(text) else { return nil }
    self.text = text
    self.meaning = meaning
  }

  /// The time that is meant.
  public func time(now: Timestamp) -> Timestamp {
    switch meaning {
    case .at(let time): time
    case .ago(let seconds): Timestamp(seconds: now.seconds - seconds)
    case .midnight: Timestamp(seconds: now.seconds - Self.positiveRemainder(now.seconds, Self.day))
    }
  }

  private static let day: Int64 = 86_400
  private static let units: [String: Int64] = [
    "second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3_600, "day": day, "week": 7 * day,
    "month": 30 * day, "year": 365 * day,
  ]

  private static func positiveRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
    ((value % divisor) + divisor) % divisor
  }

  /// Days and times in digits.
  private static func date(_ text: String) -> Meaning? {
    let parts = text.split(
      maxSplits: 1, omittingEmptySubsequences: true, whereSeparator: { $0 == " " || $0 == "T" })
    guard let day = parts.first, day.utf8.count == 10 else { return nil }
    guard parts.count == 2 else {
      return Timestamp("\(day)T23:59:59Z").map { .at($0) }
    }
    let time = parts[1].hasSuffix("Z") ? parts[1].dropLast() : parts[1]
    let full = time.utf8.count == 5 ? "\(time):00" : String(time)
    return Timestamp("\(day)T\(full)Z").map { .at($0) }
  }

  /// `2 days ago` and its like.
  private static func words(_ text: String) -> Meaning? {
    let words = text.lowercased().split { $0 == " " || $0 == "." || $0 == "_" }.map(String.init)
    switch words {
    case ["now"]: return .ago(seconds: 0)
    case ["today"], ["midnight"]: return .midnight
    case ["yesterday"]: return .ago(seconds: day)
    default: break
    }
    if words.count == 2, words[0] == "last", let unit = units[words[1]] {
      return .ago(seconds: unit)
    }
    guard words.count == 3, words[2] == "ago", let unit = unit(words[1]),
      let count = count(words[0])
    else { return nil }
    return .ago(seconds: count * unit)
  }

  private static func unit(_ word: String) -> Int64? {
    units[word] ?? (word.hasSuffix("s") ? units[String(word.dropLast())] : nil)
  }

  private static func count(_ word: String) -> Int64? {
    if word == "a" || word == "an" || word == "one" { return 1 }
    guard let count = Int64(word), count >= 0, count <= 1_000_000 else { return nil }
    return count
  }
}
