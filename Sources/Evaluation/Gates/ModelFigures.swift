import Objects

/// All that is known of how good a model is, at the bytes that it has in one version.
public struct ModelFigures: Sendable, Equatable {
  public var model: AssetReference
  public var object: AssetObject
  /// The version.
  public var commit: CommitID
  /// Those that the commit records, then the notes, the oldest first.
  public var measurements: [Measurement]
  /// What the version has of each dataset, by name: a measurement on other bytes of one is out of date.
  public var datasets: [String: AssetObject]

  /// Figures of a model.
  public init(
    model: AssetReference, object: AssetObject, commit: CommitID, measurements: [Measurement],
    datasets: [String: AssetObject] = [:]
  ) {
    self.datasets = datasets
    self.model = model
    self.object = object
    self.commit = commit
    self.measurements = measurements
  }
}

/// Metrics of a model on one dataset, with the record that holds them.
public struct Measurement: Sendable, Equatable {
  /// What proves a figure.
  public enum Source: Sendable, Hashable {
    /// A commit, and the file whose numbers it records.
    case commit(CommitID, file: BlobID?)
    case note(NoteID)
  }

  public var metrics: MetricsRecord
  public var detail: EvaluationDetail?
  public var source: Source

  /// Metrics from a record.
  public init(metrics: MetricsRecord, detail: EvaluationDetail? = nil, source: Source) {
    self.metrics = metrics
    self.detail = detail
    self.source = source
  }
}

/// A number with what it came from.
public struct Figure: Sendable, Equatable {
  public var value: Double
  /// Of 95 %; nil where none is known.
  public var interval: MetricInterval?
  /// Rows behind the number; nil where that is not known.
  public var rows: UInt64?
  /// The dataset that it was measured on; nil where nobody said.
  public var on: MetricsRecord.Measured?
  public var source: Measurement.Source
}

/// What a model is compared with.
public enum GateReference: Sendable, Equatable {
  case version(ModelFigures)
  /// There is no earlier version of the model.
  case none
  /// It is not to be had: why, and what to do.
  case unknown(reason: String, advice: String)
}

extension Measurement {
  /// Whether its numbers are others than its own confusion matrix gives: then nobody measured them.
  public var contradictsItself: Bool {
    guard let matrix = detail.flatMap({ ConfusionMatrix($0) }) else { return false }
    return matrix.metrics().contains { key, value in
      guard let said = metrics.values[key]?.number, value.isFinite else { return false }
      return !(abs(said - value) <= 1e-9 * max(1, abs(value)))
    }
  }

  /// The number of a measure over all rows; nil where it is neither recorded nor follows from a matrix.
  func value(_ measure: Gate.Measure) -> Double? {
    let matrix = detail.flatMap { ConfusionMatrix($0) }
    switch measure {
    case .metric(let name):
      return Self.value(of: name, in: metrics.values) ?? matrix?.metrics()[name]
    case .cost(let cost): return matrix.flatMap { cost.value(of: $0) }
    }
  }

  /// The same, with its interval and where it is from.
  func figure(_ measure: Gate.Measure) -> Figure? {
    guard let value = value(measure) else { return nil }
    switch measure {
    case .metric(let name): return figure(value, detail?.intervals[name], detail?.n)
    case .cost(let cost):
      let matrix = detail.flatMap { ConfusionMatrix($0) }
      return figure(value, matrix.flatMap { Bootstrap().interval($0, cost: cost) }, detail?.n)
    }
  }

  /// The numbers of a measure by the values of a column; nil where the rows were not divided by it.
  func figures(_ measure: Gate.Measure, by column: String) -> [String: Figure]? {
    guard let detail else { return nil }
    let slices = detail.slices.filter { $0.column == column }
    if slices.isEmpty { return nil }
    var figures: [String: Figure] = [:]
    for slice in slices {
      let matrix = ConfusionMatrix(detail, slice: slice)
      switch measure {
      case .metric(let name):
        guard let value = slice.values[name] else { continue }
        figures[slice.value] = figure(value, slice.intervals[name], slice.n)
      case .cost(let cost):
        guard let matrix, let value = cost.value(of: matrix) else { continue }
        figures[slice.value] = figure(value, Bootstrap().interval(matrix, cost: cost), slice.n)
      }
    }
    return figures
  }

  private func figure(_ value: Double, _ interval: MetricInterval?, _ rows: UInt64?) -> Figure {
    Figure(value: value, interval: interval, rows: rows, on: metrics.on, source: source)
  }

  /// A nested key with dots, as it may be written in a file of metrics, too.
  private static func value(of key: String, in values: JSONValue) -> Double? {
    if let number = values[key]?.number { return number }
    let members = (values.object ?? [:]).sorted { $0.key < $1.key }
    for (name, inner) in members where key.hasPrefix(name + ".") {
      if let found = value(of: String(key.dropFirst(name.count + 1)), in: inner) { return found }
    }
    return nil
  }
}
