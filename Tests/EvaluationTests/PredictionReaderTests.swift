import FileFormats
import Objects
import Profiles
import Testing

@testable import Evaluation

/// What is read of a table, what is guessed, and what is refused.
@Suite struct PredictionReaderTests {
  private func read(
    _ text: String, _ format: FileFormat = .csv,
    _ change: (inout PredictionRequest) -> Void = { _ in }
  ) throws -> Predictions {
    var request = PredictionRequest(name: "p.csv")
    change(&request)
    return try PredictionReader(.memory(Array(text.utf8), format), request).read()
  }

  private func classes(_ predictions: Predictions) throws -> ClassPredictions {
    guard case .classes(let classes) = predictions.content else {
      throw EvaluationError.noRows(table: "numbers")
    }
    return classes
  }

  @Test(arguments: [
    ("label,prediction", ["label", "prediction"]), ("y_true,y_pred", ["y_true", "y_pred"]),
    ("Target,Predicted", ["Target", "Predicted"]), ("actual,pred", ["actual", "pred"]),
    ("id,true-label,predicted label", ["true-label", "predicted label"]),
  ])
  func columnsAreFound(header: String, names: [String]) throws {
    let width = header.split(separator: ",").count
    let row = Array(repeating: "1", count: width - 1).joined(separator: ",")
    let found = try read("\(header)\n\(row),0\n\(row),1\n").columns
    #expect([found.label, found.prediction] == names)
  }

  @Test(arguments: [
    ("0,1\n1,1\n", ["0", "1"], 1), ("yes,no\nno,no\n", ["no", "yes"], 1),
    ("b,a\na,a\n", ["a", "b"], 1), ("True,False\n", ["false", "true"], 1),
    ("-1,1\n", ["-1", "1"], 1), ("Yes,no\n", ["Yes", "no"], 0), ("0,0\n", ["0", "1"], 1),
    ("1.0,0\n", ["0", "1"], 1), ("10,9\n9,9\n", ["9", "10"], 1),
    ("None,Mild\n", ["Mild", "None"], 1),
    ("1,true\n", ["1"], -1), ("a,a\n", ["a"], -1), ("a,b\nc,c\n", ["a", "b", "c"], -1),
  ])
  func classesAndThePositiveOne(rows: String, names: [String], positive: Int) throws {
    let found = try classes(read("label,prediction\n" + rows, .csv) { $0.task = .classification })
    if rows == "1,true\n" {
      #expect(found.classes == ["0", "1"])
    } else {
      #expect(found.classes == names)
      #expect(found.positive ?? -1 == positive)
    }
  }

  @Test func theTaskIsToldByTheValues() throws {
    func task(_ rows: String) throws -> String {
      let found = try read("label,prediction\n" + rows)
      if case .numbers = found.content { return "regression" } else { return "classification" }
    }
    #expect(try task("1,0\n0,0\n") == "classification")
    #expect(try task("1.0,0.0\n0.0,0\n") == "classification")
    #expect(try task("1.5,1\n0,0\n") == "regression")
    #expect(try task("a,1\n0,0\n") == "classification")
    let many = (0..<30).map { "\($0),\($0 + 1)" }.joined(separator: "\n")
    #expect(try task(many) == "regression")
    let forced = try read("label,prediction\n" + many) { $0.task = .classification }
    #expect(try classes(forced).classes.count == 31)
    #expect(throws: EvaluationError.self) {
      try read("label,prediction\na,b\n") { $0.task = .regression }
    }
  }

  @Test func predictionsFollowFromScores() throws {
    let text = "label,score\n1,0.5\n0,0.49\n0,0.9\n"
    #expect(try classes(read(text)).predictions == [1, 0, 1])
    #expect(try read(text).columns.threshold == 0.5)
    let strict = try read(text) { $0.threshold = 0.9 }
    #expect(try classes(strict).predictions == [0, 0, 1])
    let other = try read(text) {
      $0.positive = "0"
      $0.threshold = 0.9
    }
    #expect(try classes(other).predictions == [1, 1, 0])
    // Scores without a scale need a threshold.
    let error = try #require(throws: EvaluationError.self) { try read("label,score\n1,3\n0,-2\n") }
    #expect(error.code == "usage" && error.hint?.contains("--threshold") == true)
  }

  @Test func scoresOfEachClass() throws {
    let text = "label,p_a,p_b,p_c\na,0.2,0.5,0.3\nc,0.1,0.2,0.7\nb,0.4,0.4,0.2\n"
    let found = try classes(read(text))
    #expect(found.predictions == [1, 2, 0])
    let named = try read("y,a=b,x,z\nq,1,0.7,0.3\nr,0,0.1,0.9\n") {
      $0.scores = [.init(label: "q", column: "x"), .init(label: "r", column: "z")]
    }
    #expect(try classes(named).predictions == [0, 1])
    let whole = try read("y,a=b\n1,0.7\n0,0.1\n") {
      $0.scores = [.init(label: "a", column: "b")]
    }
    #expect(whole.columns.scores == [.init(column: "a=b")])
    #expect(throws: EvaluationError.self) { try read("label,p_a,p_b\na,1,0\nc,0,1\n") }
  }

  @Test(arguments: [
    ("label,prediction\n1,\n", "a class is missing"), ("label,prediction\n1,1\n,0\n", "row 2"),
    ("label,prediction\n1,NaN\n0,1\n", "a class is missing"),
    ("label,score\n1,nan\n0,0.5\n", "a value is missing"),
    ("label,score\n1,inf\n0,0.5\n", "no finite number"),
    ("label,score\n1,high\n0,0.5\n", "no finite number"),
    ("label,prediction\n1.5,\n2.5,1\n", "a value is missing"),
    ("label,prediction\n", "no rows"), ("", "no rows"), ("a,b\n1,2\n", "no column that is known"),
    ("label,other\n1,2\n", "hold predictions"),
  ])
  func refused(text: String, reason: String) throws {
    let error = try #require(throws: (any Error).self) { try read(text) }
    #expect("\(error)".contains(reason), "\(error)")
    #expect((error as? any MLXError)?.hint?.isEmpty == false)
  }

  @Test func unknownColumnsAreSuggested() throws {
    let error = try #require(throws: EvaluationError.self) {
      try read("label,prediction\n1,1\n") { $0.slices = ["Label"] }
    }
    #expect(error.code == "unknown-column" && error.hint == "did you mean 'label'?")
  }

  @Test func raggedRowsAreRefused() throws {
    for text in ["label,prediction\n1,1\n1,1,1\n", "label,prediction\n1,1\n1\n"] {
      let error = try #require(throws: TableRowsError.self) { try read(text) }
      #expect(error.description.contains("row 2"))
    }
    #expect(throws: TableRowsError.self) { try read("label,prediction\n1,1\n\"1,1\n") }
    #expect(throws: TableRowsError.self) {
      try read("{\"label\":1,\"prediction\":1}\nnonsense\n", .jsonl)
    }
  }

  @Test func jsonLines() throws {
    let found = try read(
      """
      {"y_true": true, "y_pred": "true", "meta": {"country": "DE"}}
      {"meta": {"country": "BR"}, "y_true": false, "y_pred": true}
      """, .jsonl
    ) { $0.slices = ["meta.country"] }
    #expect(try classes(found).truths == [1, 0] && classes(found).predictions == [1, 1])
    #expect(found.slices[0].values.map(\.text) == ["BR", "DE"])
  }

  @Test func slicesAreTheMostFrequentValues() throws {
    var text = "label,prediction,group\n"
    for group in 0..<60 { for _ in 0...group { text += "1,0,g\(group)\n0,0,g\(group)\n" } }
    let found = try read(text) { $0.slices = ["group"] }
    let slice = try #require(found.slices.first)
    #expect(slice.values.count == 50 && slice.others == 10)
    #expect(slice.values[0].text == "g59" && slice.values[0].n == 120)
    #expect(slice.codes[0] == -1 && slice.codes[slice.codes.count - 1] == 0)
  }

  @Test func quotesTabsAndByteOrderMarks() throws {
    let found = try classes(
      read("\u{FEFF}label\tprediction\n\"a, \"\"b\"\"\"\tx\nx\t\"a, \"\"b\"\"\"\n", .tsv))
    #expect(found.classes == ["a, \"b\"", "x"] && found.truths == [0, 1])
  }

  @Test func tooManyClassesAreRefused() throws {
    let rows = (0..<300).map { "c\($0),c0\n" }.joined()
    let error = try #require(throws: EvaluationError.self) { try read("label,prediction\n" + rows) }
    #expect(error.code == "too-large")
  }
}
