extension Revision {
  /// Errors: `invalid-revision`.
  public init(parsing text: String) throws(RefError) {
    var parser = RevisionParser(text: text)
    self = try parser.parse()
  }
}

/// Takes a revision apart: a base, then any number of `~n`, `^n` and `@{…}`.
struct RevisionParser {
  let text: String
  private var rest: Substring
  /// Far more steps than any history has.
  private static let numberMax = 1_000_000_000

  init(text: String) {
    self.text = text
    rest = text[...]
  }

  mutating func parse() throws(RefError) -> Revision {
    if text.isEmpty { throw fault("it is empty") }
    if text.hasPrefix("git:") {
      let inner = text.dropFirst("git:".count)
      if inner.isEmpty { throw fault("no git commit is named") }
      return .git(String(inner))
    }
    var revision = try base()
    while let mark = rest.first {
      rest = rest.dropFirst()
      switch mark {
      case "~": revision = .ancestor(revision, try number(ifNone: 1))
      case "^": revision = .parent(revision, try number(ifNone: 1))
      default: throw fault("'\(mark)' cannot follow '\(revision)'")
      }
    }
    return revision
  }

  /// `HEAD`, `@`, a name, or one of them (or nothing) with `@{…}`.
  private mutating func base() throws(RefError) -> Revision {
    let name = rest.prefix { $0 != "~" && $0 != "^" && $0 != "@" }
    rest = rest[name.endIndex...]
    if rest.hasPrefix("@{") {
      return try selector(of: name.isEmpty ? nil : Self.checked(name, fault))
    }
    if rest.hasPrefix("@") {
      guard name.isEmpty else { throw fault("a name holds no '@'") }
      rest = rest.dropFirst()
      return rest.hasPrefix("@{") ? try selector(of: "HEAD") : .head
    }
    if name.isEmpty { throw fault("it does not begin with a name") }
    return name == "HEAD" ? .head : .name(try Self.checked(name, fault))
  }

  /// What stands in `@{…}`.
  private mutating func selector(of ref: String?) throws(RefError) -> Revision {
    guard let close = rest.firstIndex(of: "}") else { throw fault("'@{' has no '}'") }
    let inner = rest[rest.index(rest.startIndex, offsetBy: 2)..<close]
    rest = rest[rest.index(after: close)...]
    if !inner.isEmpty, inner.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      guard let number = Int(inner), number <= Self.numberMax else {
        throw fault("'\(inner)' is too large")
      }
      return .move(ref, number)
    }
    guard let moment = Moment(parsing: String(inner)) else {
      throw fault("'\(inner)' is neither a number of moves nor a time, such as '2 days ago'")
    }
    return .moment(ref, moment)
  }

  private mutating func number(ifNone: Int) throws(RefError) -> Int {
    let digits = rest.prefix { $0 >= "0" && $0 <= "9" }
    rest = rest[digits.endIndex...]
    if digits.isEmpty { return ifNone }
    guard let number = Int(digits), number <= Self.numberMax else {
      throw fault("'\(digits)' is too large")
    }
    return number
  }

  /// A name must be one that a ref could have, `HEAD`, or an id.
  private static func checked(
    _ name: Substring, _ fault: (String) -> RefError
  ) throws(RefError) -> String {
    let name = String(name)
    if name == "HEAD" || name.allSatisfy(\.isHexDigit) { return name }
    if let reason = RefNameRule.fault(name) { throw fault("in '\(name)', \(reason)") }
    return name
  }

  private func fault(_ reason: String) -> RefError { .invalidRevision(text, reason: reason) }
}
