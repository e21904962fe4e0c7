/// What a model must reach.
public struct Gate: Sendable, Hashable {
  /// What is looked at.
  public enum Measure: Sendable, Hashable {
    /// A metric by its key, dotted where it is nested.
    case metric(String)
    case cost(CostExpression)
  }

  /// How much worse than another version is let pass.
  public enum Allowance: Sendable, Hashable {
    /// In the metric's own unit.
    case absolute(Double)
    /// A part of the other version's value.
    case relative(Double)
  }

  /// Another version, and how far the model may be behind it.
  public struct Comparison: Sendable, Hashable {
    /// `BASE`, `production` or a revision, as it was written.
    public var reference: String
    public var by: Allowance

    /// A comparison with a version.
    public init(reference: String, by: Allowance = .absolute(0)) {
      self.reference = reference
      self.by = by
    }
  }

  public var measure: Measure
  public var minimum: Double?
  public var maximum: Double?
  public var noWorseThan: Comparison?
  /// Which way is better, where the name does not tell.
  public var direction: MetricDirection?
  /// Every value of this column with enough rows is judged on its own.
  public var slice: String?
  /// The name of the dataset that counts, where there are metrics on several.
  public var on: String?
  /// The path of a committed table of predictions, for versions that no evaluation is recorded of.
  public var predictions: String?
  /// The line of the file that it stands in.
  public var line: Int?

  /// The word for what `no_worse_than` is meant to be compared with: the other side of the change.
  public static let base = "BASE"
  /// Slices with fewer rows are not judged.
  public static let sliceRowsMin: UInt64 = 30

  /// A gate that asks for nothing yet.
  public init(_ measure: Measure, line: Int? = nil) {
    self.measure = measure
    self.line = line
  }

  /// Which way is better; nil where that is not known.
  public var betterDirection: MetricDirection? {
    switch measure {
    case .cost: direction ?? .lower
    case .metric(let name): direction ?? MetricDirection(of: name)
    }
  }

  /// The metric's key, or the cost.
  public var measureText: String {
    switch measure {
    case .metric(let name): name
    case .cost(let cost): "cost \(cost)"
    }
  }
}

/// The gates of one model.
public struct ModelGates: Sendable, Hashable {
  /// Its name, without a kind.
  public var model: String
  public var line: Int?
  public var gates: [Gate]

  /// Gates of a model.
  public init(model: String, line: Int? = nil, gates: [Gate]) {
    self.model = model
    self.line = line
    self.gates = gates
  }
}
