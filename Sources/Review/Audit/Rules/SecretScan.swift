// Private keys and tokens in a text, by their well-known forms. Pure.

/// A secret in a text. The secret itself is not kept.
struct FoundSecret: Hashable {
  /// What it is, such as `a token of GitHub`.
  let name: String
  /// From 1.
  let line: Int
  /// Its first four characters, which are the same for all of its kind.
  let start: String
}

/// Finds secrets whose form says what they are. What looks random and says nothing is not found.
enum SecretScan {
  /// So many are told of one file.
  static let foundMax = 20

  /// A token: how it begins, and how many characters of which set follow.
  private struct Form: Sendable {
    let prefix: [UInt8]
    let name: String
    let lengthMin: Int
    let set: Alphabet
    init(_ prefix: String, _ name: String, _ lengthMin: Int, _ set: Alphabet = .word) {
      self.prefix = Array(prefix.utf8)
      self.name = name
      self.lengthMin = lengthMin
      self.set = set
    }
  }

  private enum Alphabet {
    /// Capital letters and digits.
    case capital
    case alphanumeric
    /// Letters, digits, `_`, `-`.
    case word

    func contains(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A: true
      case 0x61...0x7A: self != .capital
      case 0x2D, 0x5F: self == .word
      default: false
      }
    }
  }

  /// Longer prefixes before shorter ones of the same start.
  private static let forms = [
    Form("AKIA", "an access key of AWS", 16, .capital),
    Form("ASIA", "an access key of AWS", 16, .capital),
    Form("AIza", "an API key of Google", 35),
    Form("github_pat_", "a token of GitHub", 60),
    Form("ghp_", "a token of GitHub", 36, .alphanumeric),
    Form("gho_", "a token of GitHub", 36, .alphanumeric),
    Form("ghu_", "a token of GitHub", 36, .alphanumeric),
    Form("ghs_", "a token of GitHub", 36, .alphanumeric),
    Form("ghr_", "a token of GitHub", 36, .alphanumeric),
    Form("glpat-", "a token of GitLab", 20),
    Form("hf_", "a token of Hugging Face", 30, .alphanumeric),
    Form("npm_", "a token of npm", 36, .alphanumeric),
    Form("pypi-", "a token of PyPI", 60),
    Form("sk-ant-", "an API key of Anthropic", 40),
    Form("sk-proj-", "an API key of OpenAI", 40),
    Form("sk-svcacct-", "an API key of OpenAI", 40),
    Form("sk-", "an API key of OpenAI", 48, .alphanumeric),
    Form("sk_live_", "a secret key of Stripe", 24, .alphanumeric),
    Form("xoxb-", "a token of Slack", 24),
    Form("xoxp-", "a token of Slack", 24),
    Form("xoxa-", "a token of Slack", 24),
    Form("xoxr-", "a token of Slack", 24),
    Form("xoxs-", "a token of Slack", 24),
  ]
  /// By the two bytes that a form begins with.
  private static let byStart: [UInt16: [Form]] = Dictionary(grouping: forms) {
    UInt16($0.prefix[0]) << 8 | UInt16($0.prefix[1])
  }
  private static let starts: [Bool] = {
    var starts = [Bool](repeating: false, count: 1 << 16)
    for start in byStart.keys { starts[Int(start)] = true }
    starts[Int(dashes)] = true
    return starts
  }()
  private static let dashes: UInt16 = 0x2D2D
  private static let keyBegin = Array("-----BEGIN ".utf8)
  private static let keyEnds = ["PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"].map { Array($0.utf8) }
  private static let keyLineMax = 64
  /// A made-up token repeats itself.
  private static let differentMin = 8

  /// The secrets of a text, in its order.
  static func find(in bytes: [UInt8]) -> [FoundSecret] {
    var found: [FoundSecret] = []
    bytes.withUnsafeBufferPointer { text in
      let starts = starts
      var index = 0
      while index + 4 < text.count, found.count < foundMax {
        let start = UInt16(text[index]) << 8 | UInt16(text[index + 1])
        guard starts[Int(start)] else {
          index += 1
          continue
        }
        guard let (name, length) = match(text, at: index, start) else {
          index += 1
          continue
        }
        let line = text[..<index].count { $0 == 0x0A } + 1
        let first = String(decoding: text[index..<index + 4], as: UTF8.self)
        found.append(FoundSecret(name: name, line: line, start: first))
        index += length
      }
    }
    return found
  }

  private static func match(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int, _ start: UInt16
  ) -> (name: String, length: Int)? {
    if start == dashes { return key(text, at: index) }
    // In the middle of a word it is another one's.
    if index > 0, Alphabet.word.contains(text[index - 1]) { return nil }
    for form in byStart[start] ?? [] where begins(text, at: index, with: form.prefix) {
      let body = index + form.prefix.count
      var end = body
      while end < text.count, form.set.contains(text[end]) { end += 1 }
      guard end - body >= form.lengthMin else { continue }
      if form.set == .capital, end - body != form.lengthMin { continue }
      let token = text[body..<end]
      guard Set(token).count >= differentMin, !isExample(token) else { continue }
      return (form.name, end - index)
    }
    return nil
  }

  /// A block such as `-----BEGIN OPENSSH PRIVATE KEY-----`, with something in it.
  private static func key(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (name: String, length: Int)? {
    guard begins(text, at: index, with: keyBegin) else { return nil }
    let end = min(text.count, index + keyLineMax)
    var place = index + keyBegin.count
    while place < end, text[place] != 0x0A {
      for mark in keyEnds where begins(text, at: place, with: mark) {
        let body = text[(place + mark.count)...].prefix(200)
        guard body.count(where: Alphabet.word.contains) >= 40 else { return nil }
        return ("a private key", place + mark.count - index)
      }
      place += 1
    }
    return nil
  }

  private static func begins(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int, with prefix: [UInt8]
  ) -> Bool {
    guard index + prefix.count <= text.count else { return false }
    for (offset, byte) in prefix.enumerated() where text[index + offset] != byte { return false }
    return true
  }

  /// As in documentation: AWS writes `AKIAIOSFODNN7EXAMPLE`.
  private static func isExample(_ token: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let word = Array("EXAMPLE".utf8)
    return token.suffix(word.count).elementsEqual(word)
  }
}
