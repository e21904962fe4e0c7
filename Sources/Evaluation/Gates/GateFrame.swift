import Objects
import Profiles

/// A row that waits for its outcome.
struct GateFrame {
  let model: String
  let gate: Gate
  let condition: GateRow.Condition
  var sliceValue: String?

  /// The same for one value of the slice.
  func of(_ value: String) -> GateFrame {
    var frame = self
    frame.sliceValue = value
    return frame
  }

  func passed(_ reason: String) -> GateRow { row(.passed, reason) }

  func undecided(_ doubt: Doubt, _ figure: Figure? = nil) -> GateRow {
    var row = row(.undecided, doubt.reason)
    row.figure = figure
    row.advice = doubt.advice.isEmpty ? nil : doubt.advice
    return row
  }

  /// Decides a bound: the number itself does, whatever its interval.
  func bounded(_ figure: Figure) -> GateRow {
    let limit = (condition == .minimum ? gate.minimum : gate.maximum) ?? 0
    let isMinimum = condition == .minimum
    let value = figure.value
    let slack = Self.slack(value, limit)
    let isMet = isMinimum ? value >= limit - slack : value <= limit + slack
    let side = isMet ? (isMinimum ? "at least" : "at most") : (isMinimum ? "below" : "above")
    var reason = "\(Self.text(value)) is \(side) \(Self.text(limit))"
    if value.isNaN { reason = "it is no number" }
    if let interval = figure.interval, interval.low <= limit, limit <= interval.high,
      interval.low < interval.high
    {
      reason += "; the limit lies in its 95 % interval, \(Self.text(interval))"
    }
    var row = row(isMet ? .passed : .failed, reason)
    row.figure = figure
    row.limit = limit
    return row
  }

  /// Decides a comparison: worse by more than is allowed, and by more than chance explains.
  func compared(_ figure: Figure, _ reference: Figure) -> GateRow {
    let isHigher = gate.betterDirection == .higher
    let name = gate.noWorseThan?.reference ?? Gate.base
    let allowed = allowance(reference.value)
    let worse = isHigher ? reference.value - figure.value : figure.value - reference.value
    let limit = isHigher ? reference.value - allowed : reference.value + allowed
    var outcome = GateOutcome.passed
    var reason: String
    if !worse.isFinite {
      outcome = figure.value.isFinite ? .undecided : .failed
      reason = "\(Self.text(figure.value)) and \(Self.text(reference.value)) do not compare"
    } else if worse <= allowed + Self.slack(figure.value, reference.value) {
      reason =
        worse > 0
        ? "worse than \(name) by \(Self.text(worse)), which is let pass"
        : (worse < 0 ? "better than \(name) by \(Self.text(-worse))" : "as good as \(name)")
    } else {
      reason = "worse than \(name) by \(Self.text(worse))"
      if allowed > 0 { reason += ", more than \(Self.text(allowed))" }
      if let doubt = Self.halfWidth(figure.interval, reference.interval) {
        let interval = MetricInterval(low: worse - doubt, high: worse + doubt)
        if interval.low > 0 {
          outcome = .failed
          reason += "; 95 % interval of the difference \(Self.text(interval))"
        } else {
          reason +=
            ", but it may be chance: the 95 % interval of the difference, "
            + "\(Self.text(interval)), holds 0"
        }
      } else {
        outcome = .failed
      }
    }
    var row = row(outcome, reason)
    row.figure = figure
    row.reference = reference
    row.limit = limit
    return row
  }

  private func allowance(_ reference: Double) -> Double {
    switch gate.noWorseThan?.by {
    case .absolute(let part)?: part
    case .relative(let part)?: part * abs(reference)
    case nil: 0
    }
  }

  /// Half of the 95 % interval of the difference of two numbers that were measured apart, from the widths
  /// of their own; nil where one has none.
  static func halfWidth(_ a: MetricInterval?, _ b: MetricInterval?) -> Double? {
    guard let a, let b else { return nil }
    let (first, second) = ((a.high - a.low) / 2, (b.high - b.low) / 2)
    return (first * first + second * second).squareRoot()
  }

  /// What binary fractions may be off: 0.9 - 0.01 is 0.89.
  private static func slack(_ a: Double, _ b: Double) -> Double { 1e-12 * max(abs(a), abs(b)) }

  static func text(_ number: Double) -> String { SignificantDigits.text(number, digits: 4) }

  static func text(_ interval: MetricInterval) -> String {
    "\(text(interval.low)) to \(text(interval.high))"
  }

  private func row(_ outcome: GateOutcome, _ reason: String) -> GateRow {
    GateRow(
      model: model, gate: gate, condition: condition, text: text, sliceValue: sliceValue,
      outcome: outcome, reason: reason)
  }

  private var text: String {
    let measure = gate.measureText
    switch condition {
    case .minimum: return "\(measure) >= \(Self.text(gate.minimum ?? 0))"
    case .maximum: return "\(measure) <= \(Self.text(gate.maximum ?? 0))"
    case .noWorseThan:
      let text = "\(measure) no worse than \(gate.noWorseThan?.reference ?? Gate.base)"
      switch gate.noWorseThan?.by {
      case .absolute(let part)? where part > 0: return text + " by \(Self.text(part))"
      case .relative(let part)? where part > 0: return text + " by \(Self.text(part * 100)) %"
      default: return text
      }
    }
  }
}
