/// Sizes and counts as people read them: decimal units, groups of three digits.
public enum Units {
  /// Such as `512 B`, `1.1 GB` or `268 MB`.
  public static func bytes(_ count: UInt64) -> String {
    if count < 1000 { return "\(count) B" }
    let count = min(count, 1 << 62)
    var unit: UInt64 = 1000
    for name in ["kB", "MB", "GB", "TB", "PB"] {
      let isLast = name == "PB"
      let tenths = (count + unit / 20) / (unit / 10)
      if tenths < 100 { return "\(tenths / 10).\(tenths % 10) \(name)" }
      let whole = (count + unit / 2) / unit
      if whole < 1000 || isLast { return "\(grouped(whole)) \(name)" }
      unit *= 1000
    }
    return "\(count) B"
  }

  /// The same; nothing for less than nothing.
  public static func bytes(_ count: Int64) -> String { bytes(UInt64(max(0, count))) }
  /// The same; nothing for less than nothing.
  public static func bytes(_ count: Int) -> String { bytes(UInt64(max(0, count))) }

  /// Digits in groups of three: `9 812 334`.
  public static func grouped(_ count: some BinaryInteger) -> String {
    let digits = Array(String(count.magnitude))
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return text
  }

  /// `1 file`, `12 files`; `plural` where adding an s is wrong.
  public static func count(_ count: some BinaryInteger, _ noun: String, _ plural: String? = nil)
    -> String
  {
    "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// A duration such as `45 s` or `3 min 20 s`.
  public static func duration(seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
