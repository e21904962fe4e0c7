import Objects

/// What became of the gates of some models.
public struct GateReport: Sendable, Equatable {
  /// In the order of the file; a row for each condition of a gate, and for each value of a slice.
  public var rows: [GateRow]
  /// Sentences for a person about what could not be read.
  public var notices: [String]

  /// A report of rows.
  public init(rows: [GateRow] = [], notices: [String] = []) {
    self.rows = rows
    self.notices = notices
  }

  /// Failed where a row is; else undecided where one is; passed also where there is no row.
  public var verdict: GateOutcome {
    if rows.contains(where: { $0.outcome == .failed }) { return .failed }
    return rows.contains { $0.outcome == .undecided } ? .undecided : .passed
  }
}

/// What became of a gate. The raw value is the word of `--json`.
public enum GateOutcome: String, Sendable, CaseIterable {
  case passed, failed, undecided
}

/// One condition of a gate, decided.
public struct GateRow: Sendable, Equatable {
  /// Which condition of the gate it is. The raw value is the key in mlx.yaml.
  public enum Condition: String, Sendable, CaseIterable {
    case minimum = "min"
    case maximum = "max"
    case noWorseThan = "no_worse_than"
  }

  /// The model's name.
  public var model: String
  public var gate: Gate
  public var condition: Condition
  /// The condition in words, such as `recall >= 0.88`.
  public var text: String
  /// The value of the gate's slice that it is about; nil for all rows.
  public var sliceValue: String?
  public var outcome: GateOutcome
  /// Why, in a sentence without a full stop.
  public var reason: String
  /// What to do where it could not be decided.
  public var advice: String?
  /// The model's number; nil where there is none.
  public var figure: Figure?
  /// That of the version it is compared with.
  public var reference: Figure?
  /// The worst value that passes, where it is known.
  public var limit: Double?
}
