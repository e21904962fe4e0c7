/// The pictures of an evaluation as SVG files: nothing is loaded from elsewhere, no script, a title for
/// readers of screens, colors for light and dark.
public struct EvaluationPictures {
  private let evaluation: PredictionEvaluation

  /// Pictures of an evaluation.
  public init(_ evaluation: PredictionEvaluation) { self.evaluation = evaluation }

  /// `confusion.svg`, `roc.svg`, `precision-recall.svg` and `calibration.svg`, as far as there is
  /// something to see.
  public var files: [(name: String, text: String)] {
    var files: [(name: String, text: String)] = []
    let curves = evaluation.curves
    if let matrix = evaluation.confusion, matrix.classes.count <= ConfusionPicture.classesMax {
      files.append(("confusion.svg", ConfusionPicture(matrix).svg))
    }
    if !curves.roc.isEmpty {
      files.append(("roc.svg", CurvePicture(roc: curves.roc).svg))
    }
    if !curves.precisionRecall.isEmpty {
      files.append(
        ("precision-recall.svg", CurvePicture(precisionRecall: curves.precisionRecall).svg))
    }
    if !curves.calibration.isEmpty {
      files.append(("calibration.svg", CalibrationPicture(curves.calibration).svg))
    }
    return files
  }
}
