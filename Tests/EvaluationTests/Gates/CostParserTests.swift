import Testing

@testable import Evaluation

@Suite struct CostParserTests {
  @Test(arguments: [
    ("25*fn + 1*fp per 10000", "25*fn + 1*fp per 10000"), ("fn", "1*fn"),
    ("  FN+2.5 * fp  PER 1e4 ", "1*fn + 2.5*fp per 10000"), ("-3*tp + fn", "-3*tp + 1*fn"),
    ("fn - 0.5*tn", "1*fn - 0.5*tn"),
    ("5*[cat>dog] + [hot dog > cat]", "5*[cat>dog] + 1*[hot dog>cat]"),
    ("0*fn + fp", "0*fn + 1*fp"), ("1e-3*fn", "0.001*fn"), ("fn per 1", "1*fn"),
  ])
  func read(text: String, canonical: String) throws {
    let cost = try CostExpression(parsing: text)
    #expect(cost.description == canonical)
    #expect(try CostExpression(parsing: canonical) == cost)
  }

  @Test(arguments: [
    ("", 1, "an outcome is missing"), ("25", 3, "'*' and an outcome"), ("25*", 4, "an outcome"),
    ("fn + ", 6, "an outcome"), ("fn fp", 4, "'f' is not expected"),
    ("fn per", 7, "'per' needs a number"), ("fn per 0", 9, "above 0"), ("fn + fn", 6, "already"),
    ("[a]", 2, "is not complete"), ("[a>]", 2, "no name"), ("x*fn", 1, "an outcome"),
    ("fnx", 1, "an outcome"), ("1e999*fn", 1, "an outcome"), ("fn per -1", 8, "'per' needs"),
    ("fn; rm", 3, "';' is not expected"), ("25*fn per 10 000", 14, "'0' is not expected"),
  ])
  func refused(text: String, column: Int, reason: String) throws {
    let error = try #require(throws: EvaluationError.self) { try CostExpression(parsing: text) }
    guard case .invalidCost(_, let found, let why) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(found == column && why.contains(reason), "\(found): \(why)")
    #expect(error.code == "invalid-cost" && error.hint != nil)
  }

  @Test func longTextsEnd() {
    let many = Array(repeating: "fn", count: 100_000).joined(separator: "+")
    #expect(throws: EvaluationError.self) { try CostExpression(parsing: many) }
    let nested = String(repeating: "[", count: 4000)
    #expect(throws: EvaluationError.self) { try CostExpression(parsing: nested) }
  }

  @Test func values() throws {
    let matrix = try #require(
      ConfusionMatrix(classes: ["0", "1"], positive: 1, counts: [90, 2, 5, 3]))
    #expect(try CostExpression(parsing: "25*fn + fp per 100").value(of: matrix) == 127)
    #expect(try CostExpression(parsing: "tp + tn").value(of: matrix) == 0.93)
    #expect(try CostExpression(parsing: "[1>0]").value(of: matrix) == 0.05)
    #expect(try CostExpression(parsing: "[1>2]").value(of: matrix) == nil)
    let three = try #require(
      ConfusionMatrix(
        classes: ["a", "b", "c"], positive: nil, counts: Array(repeating: 1, count: 9)))
    #expect(try CostExpression(parsing: "fn").value(of: three) == nil)
    #expect(
      try CostExpression(parsing: "9*[a>b]").value(of: three) == 1)
    #expect(
      try CostExpression(parsing: "fn").value(
        of: ConfusionMatrix(classes: ["0", "1"], positive: 1)) == nil)
  }
}
