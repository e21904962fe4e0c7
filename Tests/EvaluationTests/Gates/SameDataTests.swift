import Objects
import Testing

@testable import Evaluation

/// Numbers count when they were measured on the data that the version has, on all of it, and follow from
/// their own counts.
@Suite struct SameDataTests {
  private typealias Scene = GateScene

  private func base(_ detail: EvaluationDetail) -> [String: GateReference] {
    [
      Gate.base: .version(
        Scene.figures("old", Scene.measurement(["recall": 0.9], object: "old", detail: detail)))
    ]
  }

  @Test func aChoiceOfRowsIsNotComparable() throws {
    let all = Scene.detail(tp: 50, fn: 5, fp: 5, tn: 40)
    let some = Scene.detail(tp: 10, fn: 0, fp: 0, tn: 0)
    for (detail, outcome) in [(some, GateOutcome.undecided), (all, .passed)] {
      let head = Scene.figures("new", Scene.measurement(["recall": 1], detail: detail))
      let rows = GateDecision(head: head, references: base(all)).decide([Scene.noWorse("recall")])
      #expect(rows.map(\.outcome) == [outcome])
    }
  }

  @Test func otherBytesOfTheDatasetAreOutOfDate() throws {
    let gate = Scene.gate("recall") { $0.minimum = 0.5 }
    let versions: [([String: AssetObject], GateOutcome)] = [
      (["holdout": Scene.otherData.id], .undecided), (["holdout": Scene.data.id], .passed),
      // Data that the version does not have at all is nobody's older version.
      ([:], .passed),
    ]
    for (datasets, outcome) in versions {
      var head = Scene.figures("new", Scene.measurement(["recall": 0.9]))
      head.datasets = datasets
      let rows = GateDecision(head: head, references: [:]).decide([gate])
      #expect(rows.map(\.outcome) == [outcome])
    }
    var head = Scene.figures(
      "new", Scene.measurement(["recall": 0.6]),
      Scene.measurement(["recall": 0.9], on: Scene.otherData))
    head.datasets = ["holdout": Scene.data.id]
    let rows = GateDecision(head: head, references: [:]).decide([gate])
    #expect(rows.first?.figure?.value == 0.6)
  }

  @Test func aSliceThatIsMeasuredNoMoreIsUndecided() {
    let kept = Scene.slice("DE", n: 100, ["recall": 0.9])
    let lost = Scene.slice("BR", n: 100, ["recall": 0.9])
    let detail = { Scene.detail(tp: 150, fn: 10, fp: 10, tn: 30, slices: $0) }
    let head = Scene.figures("new", Scene.measurement(["recall": 0.9], detail: detail([kept])))
    var gate = Scene.noWorse("recall")
    gate.slice = "country"
    let rows = GateDecision(head: head, references: base(detail([kept, lost]))).decide([gate])
    #expect(rows.map(\.sliceValue) == ["BR", "DE"])
    #expect(rows.map(\.outcome) == [.undecided, .passed])
  }

  @Test func numbersFollowFromTheirCounts() {
    let detail = Scene.detail(tp: 50, fn: 50, fp: 10, tn: 90)
    #expect(!Scene.measurement(["recall": 0.5, "mine": 3], detail: detail).contradictsItself)
    #expect(Scene.measurement(["recall": 0.9], detail: detail).contradictsItself)
    #expect(Scene.measurement(["recall": .nan], detail: detail).contradictsItself)
    #expect(!Scene.measurement(["recall": 0.9]).contradictsItself)
  }
}
