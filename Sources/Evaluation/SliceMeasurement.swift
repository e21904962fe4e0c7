import Objects

/// Metrics of the rows of each value of a column.
struct SliceMeasurement {
  let slices: [EvaluationDetail.Slice]

  /// Draws for intervals that need the rows of a slice.
  private static let replicates = 200

  init(
    _ content: Predictions.Content, _ column: Predictions.SliceColumn, _ bootstrap: Bootstrap,
    check: () throws -> Void
  ) rethrows {
    var rows = [[Int]](repeating: [], count: column.values.count)
    for (row, code) in column.codes.enumerated() where code >= 0 { rows[Int(code)].append(row) }
    var drawn = bootstrap
    drawn.replicates = min(bootstrap.replicates, Self.replicates)
    slices = try zip(column.values, rows).map { value, rows in
      var slice = EvaluationDetail.Slice(
        column: column.name, value: value.text, n: value.n, values: [:])
      switch content {
      case .classes(let table):
        var measured = try ClassMeasurement(table, rows, drawn, isWhole: false, check: check)
        measured.dropUndefined()
        (slice.values, slice.intervals) = (measured.values, measured.intervals)
        if table.classes.count <= PredictionEvaluation.classesInSlices {
          slice.confusion = measured.matrix.rows
        }
      case .numbers(let table):
        let whole = NumberRows(table, rows: rows)
        slice.values = whole.metrics()
        slice.intervals = try drawn.intervals(
          rows: rows.count, passes: 1, check: check
        ) { places in
          let part = places.map { NumberRows(table, rows: $0.map { rows[$0] }) } ?? whole
          return { part.metrics($0) }
        }
      }
      return slice
    }
  }
}
