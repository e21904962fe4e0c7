import Objects

/// Which of a model's measurements a gate is about.
struct MeasurementChoice {
  let found: Result<Measurement, Doubt>

  /// The newest one on the dataset that the gate names, or on the only one that there is.
  init(_ figures: ModelFigures, _ gate: Gate) {
    var all = figures.measurements.filter { Self.has($0, gate) }
    if let on = gate.on { all = all.filter { Self.name($0) == on } }
    let current = all.filter { measurement in
      guard let on = measurement.metrics.on, let now = figures.datasets[on.asset.name] else {
        return true
      }
      return on.id == now
    }
    if current.isEmpty, let old = all.last?.metrics.on {
      found = .failure(
        Doubt(
          "it was measured on other bytes of '\(old.asset.name)' than the version has",
          EvaluateAdvice(figures, on: old.asset.name, slice: gate.slice).text))
      return
    }
    all = Self.sliced(current, gate)
    // Numbers that nobody said the data of count only where there are no others.
    let named = all.filter { $0.metrics.on != nil }
    if !named.isEmpty { all = named }
    let data = Set(all.compactMap { Self.name($0) }).sorted()
    guard let newest = all.last else {
      found = .failure(Self.missing(figures, gate))
      return
    }
    if data.count > 1 {
      found = .failure(
        Doubt(
          "it was measured on \(data.map { "'\($0)'" }.joined(separator: " and "))",
          "write 'on: \(data[0])' to the gate in mlx.yaml"))
      return
    }
    found = .success(newest)
  }

  static func missing(_ figures: ModelFigures, _ gate: Gate) -> Doubt {
    let on = gate.on.map { " on '\($0)'" } ?? ""
    let command = EvaluateAdvice(figures, on: gate.on, slice: gate.slice).text
    if case .cost = gate.measure {
      return Doubt("no confusion matrix is recorded of the model\(on) that the cost fits", command)
    }
    return Doubt("no '\(gate.measureText)' is recorded of the model\(on)", command)
  }

  static func has(_ measurement: Measurement, _ gate: Gate) -> Bool {
    measurement.value(gate.measure) != nil
  }

  /// Those whose rows were divided by the gate's slice, where there are such.
  static func sliced(_ all: [Measurement], _ gate: Gate) -> [Measurement] {
    guard let slice = gate.slice else { return all }
    let divided = all.filter { $0.detail?.slices.contains { $0.column == slice } == true }
    return divided.isEmpty ? all : divided
  }

  private static func name(_ measurement: Measurement) -> String? {
    measurement.metrics.on?.asset.name
  }
}
