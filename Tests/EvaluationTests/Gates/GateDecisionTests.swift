import Objects
import Testing

@testable import Evaluation

/// Every way that a gate can be decided.
@Suite struct GateDecisionTests {
  private typealias Scene = GateScene

  private func decide(
    _ gate: Gate, _ head: ModelFigures, _ base: GateReference? = nil
  ) -> [GateRow] {
    GateDecision(head: head, references: base.map { [Gate.base: $0] } ?? [:]).decide([gate])
  }

  @Test(arguments: [
    (0.88, 0.88, GateOutcome.passed), (0.879, 0.88, .failed), (0.3 - 0.2, 0.1, .passed),
    (.nan, 0.88, .failed),
  ])
  func minimum(value: Double, least: Double, outcome: GateOutcome) throws {
    let head = Scene.figures("new", Scene.measurement(["recall": value]))
    let rows = decide(Scene.gate("recall") { $0.minimum = least }, head)
    #expect(rows.count == 1)
    let row = try #require(rows.first)
    #expect(row.outcome == outcome && row.condition == .minimum)
    #expect(row.limit == least && row.gate.line == 4)
    #expect(row.figure?.on == Scene.data)
  }

  @Test func bothBoundsAreTwoRows() {
    let head = Scene.figures("new", Scene.measurement(["fpr": 0.5]))
    let rows = decide(
      Scene.gate("fpr") {
        $0.minimum = 0.1
        $0.maximum = 0.2
      }, head)
    #expect(rows.map(\.outcome) == [.passed, .failed])
    #expect(rows.map(\.text) == ["fpr >= 0.1", "fpr <= 0.2"])
    #expect(rows[1].reason == "0.5 is above 0.2")
  }

  @Test func aLimitInTheIntervalIsSaid() throws {
    let detail = Scene.detail(tp: 1, fn: 1, fp: 1, tn: 1, intervals: ["recall": (0.87, 0.9)])
    let head = Scene.figures("new", Scene.measurement(["recall": 0.885], detail: detail))
    let row = try #require(decide(Scene.gate("recall") { $0.minimum = 0.88 }, head).first)
    #expect(row.outcome == .passed)
    #expect(
      row.reason
        == "0.885 is at least 0.88; the limit lies in its 95 % interval, 0.87 to 0.9")
  }

  /// Without intervals the point decides; higher and lower are better by name.
  @Test(arguments: [
    ("recall", 0.90, 0.89, Gate.Allowance.absolute(0.01), GateOutcome.passed),
    ("recall", 0.90, 0.88, .absolute(0.01), .failed), ("recall", 0.90, 0.95, .absolute(0), .passed),
    ("log_loss", 0.30, 0.31, .absolute(0), .failed),
    ("log_loss", 0.30, 0.29, .absolute(0), .passed),
    ("log_loss", 0.50, 0.51, .relative(0.02), .passed),
    ("log_loss", 0.50, 0.511, .relative(0.02), .failed),
    ("r2", -0.5, -0.51, .relative(0.02), .passed), ("recall", 0.9, .nan, .absolute(0), .failed),
    ("recall", .nan, 0.9, .absolute(0), .undecided),
  ])
  func comparison(
    metric: String, before: Double, now: Double, by: Gate.Allowance, outcome: GateOutcome
  ) throws {
    let head = Scene.figures("new", Scene.measurement([metric: now]))
    let base = Scene.figures("old", Scene.measurement([metric: before], object: "old"))
    let row = try #require(
      decide(Scene.noWorse(metric, by: by), head, .version(base)).first)
    #expect(row.outcome == outcome, "\(row.reason)")
    #expect(row.reference?.value.isNaN == true || row.reference?.value == before)
  }

  /// With intervals on both sides, a difference that may be chance passes.
  @Test(arguments: [
    (0.85, GateOutcome.failed), (0.885, .passed), (0.9, .passed), (0.95, .passed),
  ])
  func significance(now: Double, outcome: GateOutcome) throws {
    func figures(_ object: String, _ value: Double) -> ModelFigures {
      let detail = Scene.detail(
        tp: 1, fn: 1, fp: 1, tn: 1, intervals: ["recall": (value - 0.02, value + 0.02)])
      return Scene.figures(
        object, Scene.measurement(["recall": value], object: object, detail: detail))
    }
    let row = try #require(
      decide(Scene.noWorse("recall"), figures("new", now), .version(figures("old", 0.9))).first)
    #expect(row.outcome == outcome, "\(row.reason)")
    if now == 0.885 { #expect(row.reason.contains("it may be chance")) }
    if now == 0.85 { #expect(row.reason.contains("95 % interval of the difference")) }
  }

  @Test func theHalfWidthIsThatOfADifference() {
    let (a, b) = (MetricInterval(low: 0, high: 6), MetricInterval(low: 0, high: 8))
    #expect(GateFrame.halfWidth(a, b) == 5)
    #expect(GateFrame.halfWidth(a, nil) == nil)
  }

  @Test func withoutAnEarlierVersionItPasses() throws {
    let head = Scene.figures("new")
    let row = try #require(decide(Scene.noWorse("recall"), head, GateReference.none).first)
    #expect(row.outcome == .passed && row.reason == "there is no earlier version")
  }

  @Test func theSameModelIsNoWorseThanItself() throws {
    let head = Scene.figures("new")
    let row = try #require(decide(Scene.noWorse("recall"), head, .version(head)).first)
    #expect(row.outcome == .passed && row.reason == "BASE has the same model")
  }

  @Test func whatCannotBeComparedIsUndecided() throws {
    let measured = Scene.measurement(["recall": 0.9])
    let old = Scene.measurement(["recall": 0.9], object: "old", on: Scene.otherData)
    let head = Scene.figures("new", measured)
    let nowhere = Scene.figures("new", Scene.measurement(["recall": 0.9], on: nil))
    let cases: [(ModelFigures, GateReference?, String)] = [
      (head, .version(Scene.figures("old", old)), "was measured on other data than 'holdout'"),
      (head, .version(Scene.figures("old")), "has no 'recall'"),
      (nowhere, .version(Scene.figures("old", old)), "it is not recorded which data"),
      (head, .unknown(reason: "gone", advice: "fetch it"), "gone"), (head, nil, "not known"),
      (Scene.figures("new"), .version(Scene.figures("old", old)), "no 'recall' is recorded"),
    ]
    for (head, base, reason) in cases {
      let row = try #require(decide(Scene.noWorse("recall"), head, base).first)
      #expect(row.outcome == .undecided && row.reason.contains(reason), "\(row.reason)")
      #expect(row.advice?.isEmpty == false)
    }
  }

  @Test func anUnknownDirectionIsUndecidedUnlessItIsSaid() throws {
    let head = Scene.figures("new", Scene.measurement(["fizz": 1]))
    let base = GateReference.version(
      Scene.figures("old", Scene.measurement(["fizz": 2], object: "old")))
    var gate = Scene.noWorse("fizz")
    #expect(decide(gate, head, base).map(\.outcome) == [.undecided])
    gate.direction = .lower
    #expect(decide(gate, head, base).map(\.outcome) == [.passed])
    gate.direction = .higher
    #expect(decide(gate, head, base).map(\.outcome) == [.failed])
  }

  @Test func theDatasetIsChosenOrAskedFor() throws {
    let train = MetricsRecord.Measured(
      asset: AssetReference(kind: .dataset, name: "train"), id: .blob(Scene.blob("train")))
    let head = Scene.figures(
      "new", Scene.measurement(["recall": 0.99], on: train), Scene.measurement(["recall": 0.9]),
      Scene.measurement(["recall": 0.7], on: nil))
    var gate = Scene.gate("recall") { $0.minimum = 0.95 }
    let row = try #require(decide(gate, head).first)
    #expect(row.outcome == .undecided && row.reason.contains("'holdout' and 'train'"))
    gate.on = "holdout"
    #expect(decide(gate, head).map(\.outcome) == [.failed])
    gate.on = "train"
    #expect(decide(gate, head).map(\.outcome) == [.passed])
    gate.on = "elsewhere"
    #expect(decide(gate, head).map(\.outcome) == [.undecided])
  }

  @Test func theNewestMeasurementCounts() {
    let head = Scene.figures(
      "new", Scene.measurement(["recall": 0.99]), Scene.measurement(["recall": 0.5], note: "2"))
    #expect(decide(Scene.gate("recall") { $0.minimum = 0.9 }, head).map(\.outcome) == [.failed])
  }

  @Test func commandsCanBePasted() throws {
    var head = Scene.figures("new")
    head.model = AssetReference(kind: .model, name: "it's; rm -rf ~")
    var gate = Scene.gate("recall") { $0.minimum = 0.5 }
    gate.on = "hold out"
    gate.slice = "country"
    let row = try #require(decide(gate, head).first)
    let version = head.commit.short
    #expect(
      row.advice
        == "run 'mlx evaluate PREDICTIONS --of 'it'\\''s; rm -rf ~@\(version)' --on 'hold out' "
        + "--slice country'")
  }

  @Test func metricsFollowFromTheMatrix() throws {
    let head = Scene.figures(
      "new", Scene.measurement([:], detail: Scene.detail(tp: 6, fn: 2, fp: 1, tn: 11)))
    for (metric, value) in [("recall", 0.75), ("class.0.recall", 11.0 / 12)] {
      let row = try #require(decide(Scene.gate(metric) { $0.minimum = 0.5 }, head).first)
      #expect(row.figure?.value == value && row.outcome == .passed)
    }
  }
}
