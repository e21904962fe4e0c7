import ArgumentParser
import Objects
import Profiles
import Repository

/// `mlx dataset drift`: how data moved between two versions. The work is `Repository.drift`.
struct DatasetDriftCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Measure how the values of a dataset moved, from profiles alone.",
    usage: "mlx dataset drift <asset>[@<revision>] [<asset>[@<revision>]] [--column <name> ...]",
    discussion: """
      With one name, from that version to what the work tree has. Exits with 1 when a measure
      reaches its threshold: psi 0.2, ks 0.1, js 0.2, null-rate 0.05, or 'drift' in mlx.yaml.

      Examples:
        mlx dataset drift transactions@v1 transactions
        mlx dataset drift transactions --column amount
        mlx dataset drift train holdout --json
      """)

  static let schemaName: String? = "dataset-drift"

  @Argument(
    help: ArgumentHelp("The dataset before, then the one after.", valueName: "asset"))
  var objects: [String]

  @Option(
    name: .customLong("column"), parsing: .singleValue,
    help: ArgumentHelp("Look at this column alone; may be given several times.", valueName: "name"))
  var columns: [String] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if objects.count > 2 {
      throw UsageError("three datasets cannot be compared", hint: "name one or two")
    }
  }

  func perform(in repository: Repository) async throws -> DatasetDrift {
    try repository.drift(from: objects[0], to: objects.dropFirst().first, columns: columns)
  }
}

extension DatasetDrift: CommandOutput {
  var status: ExitStatus { isPast ? .no : .done }

  var json: [String: JSONValue] {
    [
      "before": before.json(rows: drift.rows.before), "after": after.json(rows: drift.rows.after),
      "overlap": .optional(drift.overlap), "drift": .bool(isPast),
      "schema_changes": .list(drift.schema, \.json),
      "columns": .list(drift.columns) { $0.json(thresholds) },
      "thresholds": [
        "psi": .optional(thresholds.psi), "ks": .optional(thresholds.kolmogorovSmirnov),
        "js": .optional(thresholds.jensenShannon), "null_rate": .optional(thresholds.nullRate),
      ],
    ]
  }

  func render(to terminal: inout Terminal) { DriftText(report: self).render(to: &terminal) }
}

extension DatasetDrift.Side {
  fileprivate func json(rows: UInt64) -> JSONValue {
    [
      "name": .string(name), "asset": .string(asset.text), "commit": .optional(commit?.hex),
      "profile": .optional(profile?.hex), "rows": .size(rows),
    ]
  }
}

extension SchemaChange {
  fileprivate var json: JSONValue {
    switch self {
    case .added(let column, let type):
      [
        "change": "added", "column": .string(column), "before": .null,
        "after": .string(type.rawValue),
      ]
    case .removed(let column, let type):
      [
        "change": "removed", "column": .string(column), "before": .string(type.rawValue),
        "after": .null,
      ]
    case .retyped(let column, let before, let after):
      [
        "change": "retyped", "column": .string(column), "before": .string(before.rawValue),
        "after": .string(after.rawValue),
      ]
    }
  }
}

extension ColumnDrift {
  fileprivate func json(_ thresholds: DriftThresholds) -> JSONValue {
    [
      "name": .string(name), "type_before": .string(types.before.rawValue),
      "type_after": .string(types.after.rawValue), "psi": .optional(psi),
      "ks": .optional(kolmogorovSmirnov), "ks_p": .optional(kolmogorovSmirnovP),
      "js": .optional(jensenShannon), "chi_square": .optional(chiSquare?.statistic),
      "chi_square_freedom": chiSquare.map { .integer(Int64($0.freedom)) } ?? .null,
      "chi_square_p": .optional(chiSquareP), "null_rate_before": .optional(nullRates?.before),
      "null_rate_after": .optional(nullRates?.after),
      "new_categories": .list(newCategories, JSONValue.string), "estimate": .bool(isEstimate),
      "past": .list(exceeded(thresholds)) { .string($0.rawValue) },
    ]
  }
}
