import Objects
import Testing

/// What an evaluation note says of its numbers, also where somebody wrote nonsense.
@Suite struct EvaluationDetailTests {
  private let author = Author(
    name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 1_000_000_000))
  private let model = AssetObject.blob(BlobID(digest("model")))

  private func detail() throws -> EvaluationDetail {
    EvaluationDetail(
      task: .binary, n: 10, positive: "1",
      columns: .init(
        label: "y", prediction: nil, scores: [.init(column: "p"), .init(label: "1", column: "q")],
        threshold: 0.5),
      predictions: BlobID(digest("table")), path: try RepositoryPath(validating: "p.csv"),
      classes: ["0", "1"], confusion: [[5, 1], [1, 3]],
      intervals: ["recall": MetricInterval(low: 0.5, high: 1)],
      slices: [
        .init(
          column: "c", value: "DE", n: 4, values: ["recall": 0.5],
          intervals: ["recall": MetricInterval(low: 0, high: 1)], confusion: nil),
        .init(column: "c", value: "", n: 10, values: [:], confusion: [[5, 1], [1, 3]]),
      ],
      replicates: 1000, seed: 7)
  }

  private var metrics: MetricsRecord {
    MetricsRecord(
      of: AssetReference(kind: .model, name: "fraud"), id: model, on: nil, path: nil, source: nil,
      values: ["recall": .number(0.75)])
  }

  @Test func itComesBack() throws {
    let detail = try detail()
    let note = try Note.decode(Note.evaluation(metrics, detail, author: author).encode())
    #expect(note.evaluationDetail == detail)
    #expect(note.metrics == metrics)
    #expect(Note.evaluation(metrics, author: author).evaluationDetail == nil)
  }

  /// A note with one member of the evaluation changed.
  private func changed(_ path: [String], to value: JSONValue) throws -> EvaluationDetail? {
    var note = Note.evaluation(metrics, try detail(), author: author)
    var body = try #require(note.body.object)
    body["evaluation"] = Self.setting(path[...], to: value, in: body["evaluation"] ?? .null)
    note.body = .object(body)
    let read = try Note.decode(note.encode())
    #expect(read.metrics == metrics)
    return read.evaluationDetail
  }

  private static func setting(
    _ path: ArraySlice<String>, to value: JSONValue, in whole: JSONValue
  ) -> JSONValue {
    guard let key = path.first, var members = whole.object else { return value }
    members[key] = setting(path.dropFirst(), to: value, in: members[key] ?? .null)
    return .object(members)
  }

  private static let nonsense: [(path: String, json: String)] = [
    ("version", #"2"#),
    ("version", #""1""#),
    ("task", #""ranking""#),
    ("task", #"1"#),
    ("n", #"-1"#),
    ("n", #"11"#),
    ("n", #"1.5"#),
    ("n", #"9223372036854775807"#),
    ("positive", #""2""#),
    ("positive", #"null"#),
    ("columns", #"[]"#),
    ("columns.label", #"null"#),
    ("columns.scores", #"[1]"#),
    ("columns.threshold", #""high""#),
    ("predictions", #"null"#),
    ("predictions", #""blob:zz""#),
    ("path", #""../x""#),
    ("path", #""/etc/passwd""#),
    ("classes", #"["0", "0"]"#),
    ("classes", #"["0"]"#),
    ("classes", #"[]"#),
    ("classes", #"[0, 1]"#),
    ("confusion", #"[[5, 1]]"#),
    ("confusion", #"[[5, 1], [1]]"#),
    ("confusion", #"[[5, 1], [1, -3]]"#),
    ("confusion", #"[[5, 1], [1, 4]]"#),
    ("confusion", #"[[9223372036854775807, 9223372036854775807], [6, 6]]"#),
    ("confusion", #"[[5, 1], [1, 3], [0, 0]]"#),
    ("confusion", #""many""#),
    ("confusion", #"[[5.5, 1], [1, 3]]"#),
    ("intervals", #"{"recall": [1, 0]}"#),
    ("intervals", #"{"recall": [0]}"#),
    ("intervals", #"[]"#),
    ("slices", #"[{}]"#),
    (
      "slices",
      #"[{"column": "c", "value": "x", "n": 11, "values": {}, "intervals": {}, "confusion": null}]"#
    ),
    (
      "slices",
      #"[{"column": "c", "value": "x", "n": 1, "values": {"a": "b"}, "intervals": {}, "confusion": null}]"#
    ),
    (
      "slices",
      #"[{"column": "c", "value": 5, "n": 1, "values": {}, "intervals": {}, "confusion": null}]"#
    ),
    ("bootstrap", #"null"#),
    ("bootstrap.seed", #"-1"#),
    ("", #"5"#),
    ("", #"null"#),
  ]

  @Test(arguments: nonsense)
  func nonsenseCountsForNothing(path: String, json: String) throws {
    let keys = path.split(separator: ".").map(String.init)
    #expect(try changed(keys, to: JSONValue(parsing: Array(json.utf8))) == nil)
  }

  @Test func onlyFiniteIntervalsCount() throws {
    for end in [Double.infinity, .nan] {
      #expect(try changed(["intervals"], to: ["recall": [0, .number(end)]]) == nil)
    }
    let rows = JSONValue.array(Array(repeating: .null, count: EvaluationDetail.slicesMax + 1))
    #expect(try changed(["slices"], to: rows) == nil)
  }

  @Test func longTextsAndManyClassesCountForNothing() throws {
    let long = String(repeating: "x", count: EvaluationDetail.textMax + 1)
    #expect(try changed(["columns", "label"], to: .string(long)) == nil)
    let many = (0...EvaluationDetail.classesMax).map { JSONValue.string("\($0)") }
    #expect(try changed(["classes"], to: .array(many)) == nil)
    let intervals = Dictionary(
      uniqueKeysWithValues: (0...EvaluationDetail.valuesMax).map { ("\($0)", [0, 1] as JSONValue) })
    #expect(try changed(["intervals"], to: .object(intervals)) == nil)
  }

  @Test func laterKeysAreKeptOut() throws {
    #expect(try changed(["later"], to: [1, 2]) == detail())
  }
}
