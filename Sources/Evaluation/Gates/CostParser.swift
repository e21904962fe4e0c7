// Reads a cost: `25*fn + 1*fp per 10000`, `fp + 3.5*[cat>dog]`.

extension CostExpression {
  /// The most terms of an expression.
  public static let termsMax = 64
  /// The most characters.
  public static let lengthMax = 4096

  /// Reads the text. Errors: `invalid-cost`.
  public init(parsing text: String) throws(EvaluationError) {
    var parser = CostParser(text)
    self = try parser.expression()
  }
}

private struct CostParser {
  private let text: String
  private let letters: [Character]
  private var at = 0

  init(_ text: String) {
    self.text = text
    letters = Array(text.prefix(CostExpression.lengthMax + 1))
  }

  mutating func expression() throws(EvaluationError) -> CostExpression {
    guard letters.count <= CostExpression.lengthMax else { throw fault("it is too long") }
    var terms: [CostExpression.Term] = []
    var sign = takeSign() ?? 1
    while true {
      let start = at
      let term = try self.term(sign)
      if terms.contains(where: { $0.outcome == term.outcome }) {
        at = start
        skipSpace()
        throw fault("'\(term.outcome.text)' is there already")
      }
      terms.append(term)
      guard terms.count <= CostExpression.termsMax else { throw fault("there are too many terms") }
      guard let next = takeSign() else { break }
      sign = next
    }
    var per = 1.0
    if takeWord("per") {
      guard let number = takeNumber(), number > 0 else {
        throw fault("'per' needs a number of rows above 0")
      }
      per = number
    }
    skipSpace()
    guard at == letters.count else { throw fault("'\(letters[at])' is not expected") }
    return CostExpression(terms: terms, per: per)
  }

  private mutating func term(_ sign: Double) throws(EvaluationError) -> CostExpression.Term {
    var weight = 1.0
    if let number = takeNumber() {
      weight = number
      skipSpace()
      guard take("*") else { throw fault("'*' and an outcome are missing behind the number") }
    }
    return CostExpression.Term(weight: sign * weight, outcome: try outcome())
  }

  private mutating func outcome() throws(EvaluationError) -> CostExpression.Outcome {
    skipSpace()
    if take("[") { return try taken() }
    let words: [(String, CostExpression.Outcome)] = [
      ("fn", .falseNegative), ("fp", .falsePositive), ("tp", .truePositive), ("tn", .trueNegative),
    ]
    for (word, outcome) in words where takeWord(word) { return outcome }
    throw fault("an outcome is missing: fn, fp, tp, tn, or [TRUE>PREDICTED]")
  }

  private mutating func taken() throws(EvaluationError) -> CostExpression.Outcome {
    guard let end = letters[at...].firstIndex(of: "]"),
      let mark = letters[at..<end].firstIndex(of: ">")
    else { throw fault("'[TRUE>PREDICTED]' is not complete") }
    func name(_ range: Range<Int>) -> String {
      var name = letters[range]
      while name.first?.isWhitespace == true { name.removeFirst() }
      while name.last?.isWhitespace == true { name.removeLast() }
      return String(name)
    }
    let (truth, other) = (name(at..<mark), name(mark + 1..<end))
    guard !truth.isEmpty, !other.isEmpty else { throw fault("a class has no name") }
    at = end + 1
    return .taken(truth, for: other)
  }

  private mutating func takeSign() -> Double? {
    skipSpace()
    if take("+") { return 1 }
    return take("-") ? -1 : nil
  }

  /// A number without a sign.
  private mutating func takeNumber() -> Double? {
    skipSpace()
    var end = at
    while end < letters.count, letters[end].isASCII,
      letters[end].isNumber || letters[end] == "." || isExponent(end)
    {
      end += 1
    }
    guard end > at, let number = Double(String(letters[at..<end])), number.isFinite else {
      return nil
    }
    at = end
    return number
  }

  private func isExponent(_ index: Int) -> Bool {
    guard index > at else { return false }
    let letter = letters[index]
    if letter == "e" || letter == "E" { return letters[index - 1].isNumber }
    return (letter == "-" || letter == "+")
      && (letters[index - 1] == "e" || letters[index - 1] == "E")
  }

  private mutating func takeWord(_ word: String) -> Bool {
    skipSpace()
    let end = at + word.count
    guard end <= letters.count, String(letters[at..<end]).lowercased() == word,
      end == letters.count || !letters[end].isLetter
    else { return false }
    at = end
    return true
  }

  private mutating func take(_ letter: Character) -> Bool {
    guard at < letters.count, letters[at] == letter else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < letters.count, letters[at].isWhitespace { at += 1 }
  }

  private func fault(_ reason: String) -> EvaluationError {
    .invalidCost(String(text.prefix(200)), column: at + 1, reason: reason)
  }
}
