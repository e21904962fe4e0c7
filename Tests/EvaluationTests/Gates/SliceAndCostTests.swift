import Objects
import Testing

@testable import Evaluation

/// Gates by slice, and gates of a cost.
@Suite struct SliceAndCostTests {
  private typealias Scene = GateScene

  private func head(_ slices: [EvaluationDetail.Slice]) -> ModelFigures {
    Scene.figures(
      "new",
      Scene.measurement(
        ["recall": 0.9], detail: Scene.detail(tp: 300, fn: 100, fp: 50, tn: 550, slices: slices)))
  }

  private func old(_ slices: [EvaluationDetail.Slice]) -> [String: GateReference] {
    let detail = Scene.detail(tp: 300, fn: 100, fp: 50, tn: 550, slices: slices)
    return [
      Gate.base: .version(
        Scene.figures("old", Scene.measurement(["recall": 0.9], object: "old", detail: detail)))
    ]
  }

  @Test func everyValueWithEnoughRowsIsJudged() {
    let gate = Scene.gate("recall") {
      $0.minimum = 0.8
      $0.slice = "country"
    }
    let figures = head([
      Scene.slice("BR", n: 300, ["recall": 0.74]), Scene.slice("DE", n: 400, ["recall": 0.9]),
      Scene.slice("XK", n: 29, ["recall": 0.1]), Scene.slice("FR", n: 100, ["fpr": 0.1]),
    ])
    let rows = GateDecision(head: figures, references: [:]).decide([gate])
    #expect(rows.map(\.sliceValue) == ["DE", "BR"])
    #expect(rows.map(\.outcome) == [.passed, .failed])
  }

  @Test func withoutSlicesItIsUndecided() {
    let gate = Scene.gate("recall") {
      $0.minimum = 0.8
      $0.slice = "country"
    }
    for slices in [[], [Scene.slice("XK", n: 29, ["recall": 0.1])]] {
      let rows = GateDecision(head: head(slices), references: [:]).decide([gate])
      #expect(rows.map(\.outcome) == [.undecided])
      #expect(rows.first?.advice != nil)
    }
  }

  @Test func slicesAreComparedWithTheSameSlices() {
    var gate = Scene.noWorse("recall", by: .absolute(0.05))
    gate.slice = "country"
    let figures = head([
      Scene.slice("BR", n: 300, ["recall": 0.74]), Scene.slice("DE", n: 200, ["recall": 0.9]),
      Scene.slice("FR", n: 100, ["recall": 0.9]),
    ])
    let before = old([
      Scene.slice("BR", n: 300, ["recall": 0.91]), Scene.slice("DE", n: 200, ["recall": 0.91]),
    ])
    let rows = GateDecision(head: figures, references: before).decide([gate])
    #expect(rows.map(\.outcome) == [.failed, .passed, .undecided])
    let none = GateDecision(head: figures, references: old([])).decide([gate])
    #expect(none.map(\.outcome) == [.undecided])
  }

  @Test func costs() throws {
    let cost = try CostExpression(parsing: "25*fn + 1*fp per 10000")
    let worse = Scene.figures(
      "new", Scene.measurement([:], detail: Scene.detail(tp: 500, fn: 300, fp: 50, tn: 9150)))
    let better = Scene.figures(
      "old",
      Scene.measurement(
        [:], object: "old", detail: Scene.detail(tp: 700, fn: 100, fp: 50, tn: 9150)))
    var gate = Gate(.cost(cost))
    gate.maximum = 5000
    gate.noWorseThan = .init(reference: "BASE", by: .relative(0.02))
    let rows = GateDecision(head: worse, references: ["BASE": .version(better)]).decide([gate])
    #expect(rows.map(\.outcome) == [.failed, .failed])
    #expect(rows.map(\.figure?.value) == [7550, 7550])
    let interval = try #require(rows[0].figure?.interval)
    #expect(interval.low < 7550 && interval.high > 7550 && interval.high - interval.low < 2500)
    #expect(rows[1].text == "cost 25*fn + 1*fp per 10000 no worse than BASE by 2 %")
    let back = GateDecision(head: better, references: ["BASE": .version(worse)]).decide([gate])
    #expect(back.map(\.outcome) == [.passed, .passed])
    // No confusion matrix: nothing to count.
    let plain = Scene.figures("new", Scene.measurement(["recall": 0.9]))
    let doubts = GateDecision(head: plain, references: ["BASE": .version(better)]).decide([gate])
    #expect(doubts.map(\.outcome) == [.undecided, .undecided])
  }

  @Test func theIntervalOfManyRowsGoesOnFromThatOfFew() throws {
    let cost = try CostExpression(parsing: "25*fn + 1*fp - 2*tp + [1>0] per 100")
    let few = try #require(
      ConfusionMatrix(classes: ["0", "1"], positive: 1, counts: [70_000, 4_000, 6_000, 20_000]))
    let many = try #require(
      ConfusionMatrix(classes: ["0", "1"], positive: 1, counts: [70_001, 4_000, 6_000, 20_000]))
    let drawn = try #require(Bootstrap().interval(few, cost: cost))
    let normal = try #require(Bootstrap().interval(many, cost: cost))
    let width = normal.high - normal.low
    #expect(abs(drawn.low - normal.low) < width * 0.1)
    #expect(abs(drawn.high - normal.high) < width * 0.1)
    #expect(cost.value(of: few) == 120)
  }

  @Test func costsBySlice() throws {
    var gate = Gate(.cost(try CostExpression(parsing: "fn + fp")))
    gate.maximum = 0.1
    gate.slice = "country"
    let rows = GateDecision(
      head: head([
        Scene.slice("BR", n: 100, [:], confusion: [[50, 10], [10, 30]]),
        Scene.slice("DE", n: 50, [:], confusion: [[25, 1], [1, 23]]),
        Scene.slice("FR", n: 40, [:]),
      ]), references: [:]
    ).decide([gate])
    #expect(rows.map(\.sliceValue) == ["BR", "DE"])
    #expect(rows.map(\.figure?.value) == [0.2, 0.04])
    #expect(rows.map(\.outcome) == [.failed, .passed])
  }

  @Test func theVerdictIsTheWorst() {
    func row(_ outcome: GateOutcome) -> GateRow {
      GateRow(
        model: "m", gate: Gate(.metric("a")), condition: .minimum, text: "", outcome: outcome,
        reason: "")
    }
    #expect(GateReport().verdict == .passed)
    #expect(GateReport(rows: [row(.passed)]).verdict == .passed)
    #expect(GateReport(rows: [row(.passed), row(.undecided)]).verdict == .undecided)
    #expect(GateReport(rows: [row(.undecided), row(.failed)]).verdict == .failed)
  }
}
