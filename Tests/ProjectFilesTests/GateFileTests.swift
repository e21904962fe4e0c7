import Evaluation
import Objects
import ProjectFiles
import Testing

/// Gates in `mlx.yaml`.
@Suite struct GateFileTests {
  private func gates(_ text: String) throws -> [ModelGates] {
    try ProjectFile(parsing: Array(text.utf8)).gates
  }

  @Test func everyKey() throws {
    let all = try gates(
      """
      gates:
        model/fraud:
          - metric: recall
            min: 0.88
            max: 1
            on: dataset/holdout
          - metric: fizz
            direction: lower
            no_worse_than: {ref: production, by: 0.01}
          - cost: 25*fn + 1*fp per 10000
            no_worse_than: {ref: BASE, by: 2 %}
            slice: country
            predictions: out/p.csv
            on: holdout
        churn:
          - {metric: log_loss, no_worse_than: BASE}
        empty:
      """)
    #expect(all.map(\.model) == ["fraud", "churn", "empty"])
    #expect(all.map(\.line) == [2, 15, 17])
    let fraud = try #require(all.first?.gates)
    #expect(fraud.map(\.line) == [3, 7, 10])
    #expect(fraud[0].measure == .metric("recall") && fraud[0].on == "holdout")
    #expect(fraud[0].minimum == 0.88 && fraud[0].maximum == 1)
    #expect(fraud[1].direction == .lower)
    #expect(fraud[1].noWorseThan == .init(reference: "production", by: .absolute(0.01)))
    #expect(fraud[2].noWorseThan == .init(reference: "BASE", by: .relative(0.02)))
    #expect(fraud[2].slice == "country" && fraud[2].predictions == "out/p.csv")
    #expect(fraud[2].measure == .cost(try CostExpression(parsing: "25*fn + fp per 10000")))
    #expect(all[1].gates.first?.noWorseThan == .init(reference: "BASE", by: .absolute(0)))
    #expect(all[2].gates.isEmpty)
  }

  @Test(arguments: [
    ("gates: 5\n", "1:8: 'gates' is a number, where names of models", "write 'fraud:'"),
    ("gates: []\n", "1:8: 'gates' is a list, where names of models", ""),
    ("gates: {dataset/a: []}", "1:9: 'dataset/a' is no model", "gates are for models"),
    ("gates: {a: 5}", "1:12: the gates of 'a' are a number, not a list", "- metric: recall"),
    ("gates: {a: [1]}", "1:13: a gate is a number, where keys", ""),
    ("gates: {a: [{min: 1}]}", "1:13: a gate has neither 'metric' nor 'cost'", "metric: recall"),
    ("gates: {a: [{metric: f1, cost: fn, min: 1}]}", "1:26: a gate has a 'metric' or a 'cost'", ""),
    ("gates: {a: [{metric: f1}]}", "1:13: a gate asks for nothing", "'min', 'max' or"),
    ("gates: {a: [{metrik: f1}]}", "1:14: 'metrik' is no key of a gate", "mean 'metric'?"),
    ("gates: {a: [{metric: f1, min: high}]}", "1:31: 'min' is a text, not a number", ""),
    ("gates: {a: [{metric: f1, min: .nan}]}", "1:31: 'min' is", ""),
    ("gates: {a: [{metric: f1, min: 2, max: 1}]}", "1:31: 'min' is more than 'max'", ""),
    ("gates: {a: [{metric: f1, min: 2, direction: up}]}", "1:45: 'up' is no direction", "'higher'"),
    (
      "gates: {a: [{metric: fizz, no_worse_than: BASE}]}",
      "1:13: the name 'fizz' does not tell", "direction: higher"
    ),
    ("gates: {a: [{metric: f1, no_worse_than: {by: 1}}]}", "1:41: 'no_worse_than' does not", "ref"),
    (
      "gates: {a: [{metric: f1, no_worse_than: {ref: B, by: -1}}]}", "1:54: 'by' is no amount",
      "2 %"
    ),
    ("gates: {a: [{metric: f1, no_worse_than: {ref: B, by: x %}}]}", "1:54: 'by' is no amount", ""),
    ("gates: {a: [{metric: f1, no_worse_than: [B]}]}", "1:41: 'no_worse_than' is a list", ""),
    ("gates: {a: [{cost: 25 fn, max: 1}]}", "1:20: '25 fn' is no cost: at character 4", "25*fn"),
    ("gates: {a: [{metric: f1, min: 1, on: model/b}]}", "1:38: 'model/b' is no dataset", ""),
    (
      "gates: {a: [{metric: f1, min: 1, predictions: p}]}", "1:34: 'predictions' needs 'on'",
      "on: DATASET"
    ),
    (
      "gates: {a: [{metric: f1, min: 1, on: b, predictions: /p}]}",
      "1:54: 'predictions' is no path", ""
    ),
    ("gates: {a: [], model/a: []}", "1:16: the model 'a' is there already, in line 1", "one list"),
  ])
  func mistakes(text: String, description: String, hint: String) throws {
    let error = try #require(throws: ProjectFileError.self) { try gates(text) }
    #expect(error.description.hasPrefix("mlx.yaml:" + description), "\(error.description)")
    #expect(error.hint?.contains(hint) == true || hint.isEmpty, "\(error.hint ?? "no hint")")
  }
}
