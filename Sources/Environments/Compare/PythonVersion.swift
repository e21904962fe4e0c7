// Versions of Python packages, as PEP 440 defines them ("Version scheme"; the pattern is that of its
// appendix B).

/// A version in its normal form: `1.0rc1` for `1.0-RC.1`. Numbers are kept as digits without leading
/// zeros, so that none is too large.
struct PythonVersion: Hashable {
  var epoch: String
  /// Without zeros at its end: `1.0` and `1` are one release.
  var release: [String]
  /// Such as `a1`, `b2`, `rc1`.
  var pre: String?
  var post: String?
  var dev: String?
  /// What follows a `+`, such as `cu118`: another build of the same release.
  var local: String?

  /// nil for a text that is no version by PEP 440.
  init?(_ text: some StringProtocol) {
    var scanner = VersionScanner(text.lowercased())
    _ = scanner.take("v")
    guard var number = scanner.digits() else { return nil }
    epoch = "0"
    if scanner.take("!") {
      epoch = number
      guard let first = scanner.digits() else { return nil }
      number = first
    }
    release = [number]
    while let next = scanner.digits(after: ".") { release.append(next) }
    while release.count > 1, release.last == "0" { release.removeLast() }
    pre = scanner.part(after: [
      ("alpha", "a"), ("beta", "b"), ("preview", "rc"), ("pre", "rc"), ("rc", "rc"), ("a", "a"),
      ("b", "b"), ("c", "rc"),
    ])
    post =
      scanner.digits(after: "-")
      ?? scanner.part(after: [("post", ""), ("rev", ""), ("r", "")])
    dev = scanner.part(after: [("dev", "")])
    if scanner.take("+") {
      guard let label = scanner.local() else { return nil }
      local = label
    }
    guard scanner.isAtEnd else { return nil }
  }
}

/// Takes the parts of a version off its front.
private struct VersionScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.trimmed.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  /// A number, without leading zeros.
  mutating func digits() -> String? {
    let run = bytes[position...].prefix { (0x30...0x39).contains($0) }
    guard !run.isEmpty else { return nil }
    position += run.count
    let significant = run.drop { $0 == 0x30 }
    return significant.isEmpty ? "0" : String(decoding: significant, as: UTF8.self)
  }

  /// A number behind a mark; nothing is taken unless both are there.
  mutating func digits(after mark: String) -> String? {
    let start = position
    if take(mark), let number = digits() { return number }
    position = start
    return nil
  }

  /// A word, with or without a separator before and after it, and its number; 0 when it has none.
  mutating func part(after words: [(word: String, normal: String)]) -> String? {
    let start = position
    takeSeparator()
    for (word, normal) in words where take(word) {
      let afterWord = position
      takeSeparator()
      if let number = digits() { return normal + number }
      position = afterWord
      return normal + "0"
    }
    position = start
    return nil
  }

  private mutating func takeSeparator() {
    guard position < bytes.count, ".-_".utf8.contains(bytes[position]) else { return }
    position += 1
  }

  /// Letters and digits in parts; `-` and `_` mean `.`.
  mutating func local() -> String? {
    var label: [UInt8] = []
    var isAfterSeparator = true
    while position < bytes.count {
      let byte = bytes[position]
      let isSeparator = ".-_".utf8.contains(byte)
      let isWord = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
      guard isWord || (isSeparator && !isAfterSeparator) else { return nil }
      label.append(isSeparator ? UInt8(ascii: ".") : byte)
      isAfterSeparator = isSeparator
      position += 1
    }
    return isAfterSeparator ? nil : String(decoding: label, as: UTF8.self)
  }
}
