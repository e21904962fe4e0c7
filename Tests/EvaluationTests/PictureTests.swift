import Foundation
import Testing

@testable import Evaluation

/// The pictures, to the byte.
@Suite struct PictureTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Agreement/pictures")

  private var evaluation: PredictionEvaluation {
    let scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.2, 0.95, 0.55]
    let table = ClassPredictions(
      classes: ["no <b>", "yes & more"], positive: 1, truths: [0, 0, 1, 1, 0, 0, 1, 1],
      predictions: [0, 0, 0, 1, 1, 0, 1, 1], scores: .positive(scores))
    return PredictionEvaluation(
      Predictions(
        content: .classes(table), columns: .init(label: "a", prediction: "b"), slices: [],
        notices: []), bootstrap: Bootstrap(replicates: 20))
  }

  @Test func goldenPictures() throws {
    let files = EvaluationPictures(evaluation).files
    #expect(
      files.map(\.name) == ["confusion.svg", "roc.svg", "precision-recall.svg", "calibration.svg"])
    for (name, text) in files {
      let golden = Self.folder.appendingPathComponent(name)
      if ProcessInfo.processInfo.environment["MLX_RECORD"] != nil {
        try FileManager.default.createDirectory(
          at: Self.folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: golden)
      }
      #expect(try String(contentsOf: golden, encoding: .utf8) == text, "\(name)")
    }
  }

  @Test func theyAreWholeAndHaveNoScripts() throws {
    for (name, text) in EvaluationPictures(evaluation).files {
      var open: [String] = []
      for tag in text.matches(of: /<(\/?)([a-z]+)[^<>]*?(\/?)>/) {
        if tag.1 == "/" {
          #expect(open.popLast() == String(tag.2), "\(name)")
        } else if tag.3.isEmpty {
          open.append(String(tag.2))
        }
      }
      #expect(open.isEmpty, "\(name)")
      #expect(text.contains("<title id=\"title\">") && !text.contains("<script"))
      let outside = text.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
      #expect(!outside.contains("http") && text.contains("prefers-color-scheme:dark"))
    }
  }

  @Test func hostileNames() {
    #expect(SVGDocument.escaped("a<b>&\"\u{0}\u{1B}") == "a&lt;b&gt;&amp;&quot;\u{FFFD}\u{FFFD}")
    #expect(SVGDocument.shortened(String(repeating: "é", count: 40), to: 5) == "éééé…")
    #expect(SVGDocument.number(.nan) == "0" && SVGDocument.number(-0.004) == "0")
    #expect(SVGDocument.number(-1.25) == "-1.25" && SVGDocument.number(3.999) == "4")
  }

  @Test func longCurvesHaveFewPoints() {
    var random = SplitMix64(seed: 1)
    let scores = (0..<20_000).map { _ in Double(random.next(below: 1 << 30)) / Double(1 << 30) }
    let truths = scores.map { _ in Int32(random.next(below: 2)) }
    let table = ClassPredictions(
      classes: ["0", "1"], positive: 1, truths: truths, predictions: truths,
      scores: .positive(scores))
    let curves = Curves(ScoredRows(table), classes: table.classes, positive: 1)
    for line in curves.roc + curves.precisionRecall {
      #expect(line.points.count <= Curves.pointsMax && line.points.count > 100)
      #expect(line.points.last?.x == 1 && line.points.first?.x == 0)
    }
  }
}
