// The record of an evaluation's detail. Anyone may have written a note: every number is bounded.

extension EvaluationDetail {
  /// As a note holds it.
  public var record: JSONValue {
    [
      "version": .integer(Self.version), "task": .string(task.rawValue), "n": .whole(n),
      "positive": .text(positive), "columns": columns.record,
      "predictions": .string("blob:" + predictions.hex),
      "path": .text(path?.string), "classes": .array(classes.map { .string($0) }),
      "confusion": .matrix(confusion), "intervals": .intervals(intervals),
      "slices": .array(slices.map(\.record)),
      "bootstrap": ["replicates": .whole(replicates), "seed": .whole(seed)],
    ]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "evaluation")
    guard try fields.size("version") == UInt64(Self.version) else {
      throw fields.fault("version", "is of a later mlx")
    }
    guard let task = Task(rawValue: try fields.string("task")) else {
      throw fields.fault("task", "is no task")
    }
    let n = try fields.size("n")
    guard let predictions = try fields.nullableBlob("predictions") else {
      throw fields.fault("predictions", "is no blob")
    }
    let classes = try fields.strings("classes")
    guard classes.count <= Self.classesMax, Set(classes).count == classes.count,
      classes.allSatisfy({ $0.utf8.count <= Self.textMax })
    else { throw fields.fault("classes", "are too many, too long, or not different") }
    let slices = try fields.array("slices")
    guard slices.count <= Self.slicesMax else { throw fields.fault("slices", "are too many") }
    let bootstrap = try fields.fields("bootstrap")
    self.init(
      task: task, n: n, positive: try fields.nullableText("positive"),
      columns: try Columns(fields: fields.fields("columns")), predictions: predictions,
      path: try fields.nullablePath("path"), classes: classes,
      confusion: try fields.matrix("confusion", size: classes.count, total: n),
      intervals: try fields.intervals("intervals"), replicates: try bootstrap.size("replicates"),
      seed: try bootstrap.size("seed"))
    guard (task == .regression) == classes.isEmpty, task != .binary || classes.count == 2,
      positive.map(classes.contains) ?? (task != .binary)
    else { throw fields.fault("classes", "do not suit the task") }
    for slice in slices {
      self.slices.append(try Slice(record: slice, in: kind, classes: classes.count, of: n))
    }
  }
}

extension EvaluationDetail.Columns {
  fileprivate var record: JSONValue {
    [
      "label": .string(label), "prediction": .text(prediction),
      "scores": .array(
        scores.map { ["class": .text($0.label), "column": .string($0.column)] }),
      "threshold": threshold.map { .number($0) } ?? .null,
    ]
  }

  fileprivate init(fields: RecordFields) throws(ObjectError) {
    let scores = try fields.array("scores")
    guard scores.count <= EvaluationDetail.classesMax else {
      throw fields.fault("scores", "are too many")
    }
    self.init(
      label: try fields.boundedText("label"), prediction: try fields.nullableText("prediction"),
      threshold: try fields.nullable("threshold") == nil ? nil : try fields.number("threshold"))
    for value in scores {
      let inner = try RecordFields(value, kind: "note", part: "evaluation.columns.scores")
      self.scores.append(
        Score(label: try inner.nullableText("class"), column: try inner.boundedText("column")))
    }
  }
}

extension EvaluationDetail.Slice {
  fileprivate var record: JSONValue {
    [
      "column": .string(column), "value": .string(value), "n": .whole(n),
      "values": .object(values.mapValues { .number($0 + 0) }),
      "intervals": .intervals(intervals), "confusion": .matrix(confusion),
    ]
  }

  fileprivate init(
    record: JSONValue, in kind: String, classes: Int, of total: UInt64
  ) throws(ObjectError) {
    let fields = try RecordFields(record, kind: kind, part: "evaluation.slices")
    let n = try fields.size("n")
    guard n <= total else { throw fields.fault("n", "is more than there are rows") }
    let members = try fields.members("values")
    let values = members.compactMapValues(\.number)
    guard values.count == members.count, values.count <= EvaluationDetail.valuesMax else {
      throw fields.fault("values", "hold what is no number, or too many")
    }
    self.init(
      column: try fields.boundedText("column"), value: try fields.boundedText("value"), n: n,
      values: values, intervals: try fields.intervals("intervals"),
      confusion: try fields.matrix("confusion", size: classes, total: n))
  }
}

extension JSONValue {
  fileprivate static func whole(_ number: UInt64) -> JSONValue {
    .integer(Int64(clamping: number))
  }

  fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  fileprivate static func matrix(_ counts: [[UInt64]]?) -> JSONValue {
    counts.map { .array($0.map { .array($0.map { .whole($0) }) }) } ?? .null
  }

  fileprivate static func intervals(_ intervals: [String: MetricInterval]) -> JSONValue {
    .object(intervals.mapValues { [.number($0.low + 0), .number($0.high + 0)] })
  }
}

extension RecordFields {
  fileprivate func boundedText(_ key: String) throws(ObjectError) -> String {
    let text = try string(key)
    guard text.utf8.count <= EvaluationDetail.textMax else { throw fault(key, "is too long") }
    return text
  }

  fileprivate func nullableText(_ key: String) throws(ObjectError) -> String? {
    try nullable(key) == nil ? nil : try boundedText(key)
  }

  /// Counts in a square that add up to `total`.
  fileprivate func matrix(
    _ key: String, size: Int, total: UInt64
  ) throws(ObjectError) -> [[UInt64]]? {
    guard let value = try nullable(key) else { return nil }
    let rows = value.array ?? []
    var sum: UInt64 = 0
    var counts: [[UInt64]] = []
    for row in rows where counts.count < size {
      let cells = (row.array ?? []).compactMap { $0.integer.flatMap { UInt64(exactly: $0) } }
      guard cells.count == size, row.array?.count == size else { break }
      for cell in cells { sum = sum.addingReportingOverflow(cell).partialValue }
      guard cells.allSatisfy({ $0 <= total }) else { break }
      counts.append(cells)
    }
    guard size > 0, rows.count == size, counts.count == size, sum == total else {
      throw fault(key, "is no square of counts, or does not count all rows")
    }
    return counts
  }

  fileprivate func intervals(_ key: String) throws(ObjectError) -> [String: MetricInterval] {
    let members = try members(key)
    guard members.count <= EvaluationDetail.valuesMax else { throw fault(key, "are too many") }
    var intervals: [String: MetricInterval] = [:]
    for (name, value) in members {
      guard let ends = value.array, ends.count == 2, let low = ends[0].number,
        let high = ends[1].number, low.isFinite, high.isFinite, low <= high
      else { throw fault(key, "hold what is no interval") }
      intervals[name] = MetricInterval(low: low, high: high)
    }
    return intervals
  }
}
