import Objects

/// Decides gates from what is known of a model and of those it is compared with. Pure: the same figures
/// give the same report.
public struct GateDecision {
  /// The model's own figures.
  public let head: ModelFigures
  /// What the references of gates mean, as they are written there.
  public let references: [String: GateReference]

  /// A decision about a model.
  public init(head: ModelFigures, references: [String: GateReference]) {
    self.head = head
    self.references = references
  }

  /// A row for each condition; of a gate with a slice, for each value of it.
  public func decide(_ gates: [Gate]) -> [GateRow] { gates.flatMap(decide) }

  private func decide(_ gate: Gate) -> [GateRow] {
    gate.conditions.flatMap { condition -> [GateRow] in
      let frame = GateFrame(model: head.model.name, gate: gate, condition: condition)
      if condition == .noWorseThan, let early = withoutFigures(frame) { return [early] }
      let choice = MeasurementChoice(head, gate)
      switch choice.found {
      case .failure(let doubt): return [frame.undecided(doubt)]
      case .success(let measurement):
        return gate.slice == nil
          ? [whole(frame, measurement)] : slices(frame, measurement, gate.slice ?? "")
      }
    }
  }

  /// What is known without a number: there is nothing to compare with, or it is the same model.
  private func withoutFigures(_ frame: GateFrame) -> GateRow? {
    let name = frame.gate.noWorseThan?.reference ?? Gate.base
    switch references[name] {
    case .none?: return frame.passed("there is no earlier version")
    case .version(let other)? where other.object == head.object:
      return frame.passed("\(name) has the same model")
    case .version?: break
    case .unknown(let reason, let advice)?: return frame.undecided(Doubt(reason, advice))
    case nil:
      return frame.undecided(
        Doubt("'\(name)' is not known", "name BASE, production or a revision"))
    }
    guard frame.gate.betterDirection == nil else { return nil }
    return frame.undecided(
      Doubt(
        "it is not known whether more or less of '\(frame.gate.measureText)' is better",
        "write 'direction: higher' or 'direction: lower' to the gate in mlx.yaml"))
  }

  private func whole(_ frame: GateFrame, _ measurement: Measurement) -> GateRow {
    guard let figure = measurement.figure(frame.gate.measure) else {
      return frame.undecided(MeasurementChoice.missing(head, frame.gate))
    }
    switch frame.condition {
    case .minimum, .maximum: return frame.bounded(figure)
    case .noWorseThan:
      switch reference(frame.gate, figure, measurement) {
      case .failure(let doubt): return frame.undecided(doubt, figure)
      case .success(let other):
        guard let before = other.figure(frame.gate.measure) else {
          return frame.undecided(Doubt("the other version has no such number", ""), figure)
        }
        return frame.compared(figure, before)
      }
    }
  }

  private func slices(
    _ frame: GateFrame, _ measurement: Measurement, _ column: String
  ) -> [GateRow] {
    let advice = EvaluateAdvice(head, on: frame.gate.on, slice: column).text
    guard let figures = measurement.figures(frame.gate.measure, by: column) else {
      return [frame.undecided(Doubt("it was not measured by '\(column)'", advice))]
    }
    let judged = figures.filter { ($0.value.rows ?? 0) >= Gate.sliceRowsMin }
      .sorted { ($1.value.rows ?? 0, $0.key) < ($0.value.rows ?? 0, $1.key) }
    guard let some = judged.first?.value else {
      return [
        frame.undecided(
          Doubt(
            "no value of '\(column)' has \(Gate.sliceRowsMin) rows and such a number",
            "evaluate on more rows, or take the slice out of the gate"))
      ]
    }
    if frame.condition != .noWorseThan {
      return judged.map { frame.of($0.key).bounded($0.value) }
    }
    switch reference(frame.gate, some, measurement) {
    case .failure(let doubt): return [frame.undecided(doubt)]
    case .success(let other):
      guard let before = other.figures(frame.gate.measure, by: column) else {
        let name = frame.gate.noWorseThan?.reference ?? ""
        return [
          frame.undecided(
            Doubt(
              "\(name) was not measured by '\(column)'", referenceAdvice(frame.gate, some.on)))
        ]
      }
      // A part of the data that is not measured any more may be the one that got worse.
      let lost = before.filter {
        figures[$0.key] == nil && ($0.value.rows ?? 0) >= Gate.sliceRowsMin
      }.keys.sorted()
      let unmeasured = lost.map { value in
        frame.of(value).undecided(
          Doubt("it is not measured any more, and the other version was", advice))
      }
      return unmeasured
        + judged.map { value, figure in
          let frame = frame.of(value)
          guard let known = before[value] else {
            return frame.undecided(
              Doubt(
                "the other version was not measured for it", referenceAdvice(frame.gate, some.on)),
              figure)
          }
          return frame.compared(figure, known)
        }
    }
  }

  /// The newest measurement of the other version on the same bytes.
  private func reference(
    _ gate: Gate, _ figure: Figure, _ measurement: Measurement
  ) -> Result<Measurement, Doubt> {
    let name = gate.noWorseThan?.reference ?? Gate.base
    guard case .version(let other)? = references[name] else {
      return .failure(Doubt("'\(name)' is not known", ""))
    }
    guard let on = figure.on else {
      return .failure(
        Doubt(
          "it is not recorded which data it was measured on",
          EvaluateAdvice(head, on: nil, slice: gate.slice).text
            + ", or commit with '--on DATASET'"))
    }
    let advice = referenceAdvice(gate, on)
    let all = other.measurements.filter { MeasurementChoice.has($0, gate) }
    let same = MeasurementChoice.sliced(all.filter { $0.metrics.on?.id == on.id }, gate)
    if let newest = same.last {
      // The same data, but not all of it: a choice of rows proves nothing.
      if let n = measurement.detail?.n, let other = newest.detail?.n, n != other {
        return .failure(
          Doubt("it was measured on \(n) rows, and \(name) on \(other) of the same data", advice))
      }
      return .success(newest)
    }
    if all.isEmpty {
      return .failure(
        Doubt("\(name) (\(other.commit.short)) has no '\(gate.measureText)'", advice))
    }
    return .failure(
      Doubt(
        "\(name) (\(other.commit.short)) was measured on other data than '\(on.asset.name)' at "
          + on.id.digest.hex.prefix(7),
        "predict that data with the other model, and " + advice))
  }

  /// How the other version is measured on some data.
  private func referenceAdvice(_ gate: Gate, _ on: MetricsRecord.Measured?) -> String {
    guard case .version(let other)? = references[gate.noWorseThan?.reference ?? Gate.base] else {
      return ""
    }
    return EvaluateAdvice(other, on: on?.asset.name, slice: gate.slice).text
  }
}

/// Why something cannot be decided, and what to do.
struct Doubt: Error, Equatable {
  let reason: String
  let advice: String

  init(_ reason: String, _ advice: String) {
    self.reason = reason
    self.advice = advice
  }
}

extension GateDecision {
  /// The rows of gates of which none can be decided, for one reason.
  public static func undecided(
    _ gates: ModelGates, reason: String, advice: String
  ) -> [GateRow] {
    gates.gates.flatMap { gate in
      gate.conditions.map {
        GateFrame(model: gates.model, gate: gate, condition: $0).undecided(Doubt(reason, advice))
      }
    }
  }
}

extension Gate {
  /// What it asks for.
  var conditions: [GateRow.Condition] {
    var conditions: [GateRow.Condition] = []
    if minimum != nil { conditions.append(.minimum) }
    if maximum != nil { conditions.append(.maximum) }
    if noWorseThan != nil { conditions.append(.noWorseThan) }
    return conditions
  }
}
