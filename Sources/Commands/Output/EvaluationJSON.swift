// An evaluation as JSON.
import Evaluation
import Objects

extension PredictionEvaluation {
  /// The keys of `mlx evaluate --json` that are about the numbers.
  var json: [String: JSONValue] {
    [
      "task": .string(task.rawValue), "n": .size(n), "positive": .optional(positive),
      "columns": columns.json, "metrics": Self.json(values, intervals),
      "classes": .list(confusion?.classes ?? [], JSONValue.string),
      "confusion": confusion?.rows.json ?? .null, "by_class": perClass,
      "slices": .list(slices) { slice in
        [
          "column": .string(slice.column), "value": .string(slice.value), "n": .size(slice.n),
          "metrics": Self.json(slice.values, slice.intervals),
          "confusion": slice.confusion?.json ?? .null,
        ]
      },
      "curves": curves.json,
      "bootstrap": [
        "replicates": .count(bootstrap.replicates), "seed": .size(bootstrap.seed),
      ],
    ]
  }

  private static func json(
    _ values: [String: Double], _ intervals: [String: MetricInterval]
  ) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: values.map { key, value in
          (key, ["value": .optional(value), "interval": intervals[key]?.json ?? .null])
        }))
  }

  private var perClass: JSONValue {
    guard let confusion else { return [] }
    let totals = confusion.trueTotals
    return .list(confusion.classScores.enumerated()) { index, scores in
      [
        "class": .string(confusion.classes[index]), "n": .size(totals[index]),
        "precision": .number(scores.precision), "recall": .number(scores.recall),
        "f1": .number(scores.f1),
      ]
    }
  }
}

extension EvaluationDetail.Columns {
  fileprivate var json: JSONValue {
    [
      "label": .string(label), "prediction": .optional(prediction),
      "scores": .list(scores) { ["class": .optional($0.label), "column": .string($0.column)] },
      "threshold": .optional(threshold),
    ]
  }
}

extension [[UInt64]] {
  fileprivate var json: JSONValue { .list(self) { .list($0, JSONValue.size) } }
}

extension Curves {
  fileprivate var json: JSONValue {
    [
      "roc": .list(roc, \.json), "precision_recall": .list(precisionRecall, \.json),
      "calibration": .list(calibration) {
        [
          "expected": .number($0.expected), "observed": .number($0.observed),
          "n": .size($0.rows),
        ]
      },
    ]
  }
}

extension Curves.Line {
  fileprivate var json: JSONValue {
    [
      "class": .string(label), "area": .number(area),
      "points": .list(points) { [.number($0.x), .number($0.y)] },
    ]
  }
}
