// `mlx run compare`: in what runs differ.
import Objects
import References

/// Two or more runs, and what is not the same in all of them.
public struct RunComparison: Sendable, Equatable {
  /// A value of each run; nil where it has none.
  public struct Difference: Sendable, Equatable {
    public var group: Group
    /// A dotted key, a path, or the group's own name.
    public var key: String
    public var values: [JSONValue?]
  }

  /// What differs. The words are those of `--json`.
  public enum Group: String, Sendable, CaseIterable {
    case command, params, metrics, input, undeclared, output, code, environment, status, evidence
  }

  public var runs: [ListedRun]
  /// By group, then key.
  public var differences: [Difference]
}

extension Repository {
  /// Compares runs.
  ///
  /// Errors: `unknown-run`, `ambiguous-run`.
  public func compareRuns(_ texts: [String]) throws -> RunComparison {
    let measured = try MeasuredOutputs(self)
    let rows = try texts.map { try row(run($0), measured) }
    let facts = rows.map { RunFacts($0) }
    var differences: [RunComparison.Difference] = []
    for group in RunComparison.Group.allCases {
      let keys = Set(facts.flatMap { $0.values[group, default: [:]].keys }).sorted()
      for key in keys {
        let values = facts.map { $0.values[group]?[key] }
        let isSame = values.dropFirst().allSatisfy { FlatValues.isSame($0, values[0]) }
        if isSame { continue }
        differences.append(.init(group: group, key: key, values: values))
      }
    }
    return RunComparison(runs: rows.map(\.listed), differences: differences)
  }
}

/// What a run is, by group and key.
private struct RunFacts {
  var values: [RunComparison.Group: [String: JSONValue]] = [:]

  init(_ row: RunTable.Row) {
    let run = row.listed.run
    values[.command] = ["command": .string(ShellWord.joined(run.command))]
    values[.params] = row.params
    values[.metrics] = row.metrics
    values[.input] = Self.files(run.inputs)
    values[.undeclared] = Self.files(run.undeclared.listed)
    values[.output] = Self.files(run.outputs)
    values[.code] = run.code.map { ["code": .string(AssetObject.tree($0.tree).text)] }
    values[.environment] = run.environment.map {
      ["environment": .string(AssetObject.environment($0).text)]
    }
    values[.status] = ["status": .string(run.outcome.word)]
    values[.evidence] = ["evidence": .string(run.evidence.rawValue)]
  }

  private static func files(_ files: [RunFile]) -> [String: JSONValue] {
    Dictionary(
      files.map { ($0.name, $0.object.map { .string($0.text) } ?? .null) },
      uniquingKeysWith: { $1 })
  }
}

extension RunOutcome {
  /// `ok`, `exit 1`, `signal 9` or `interrupted`.
  public var word: String {
    if isInterrupted { return "interrupted" }
    switch end {
    case .exited(0): return "ok"
    case .exited(let status): return "exit \(status)"
    case .signal(let number): return "signal \(number)"
    }
  }
}
