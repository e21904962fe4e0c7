import ArgumentParser
import Objects
import Profiles
import References
import Repository

/// `mlx metrics diff`: how metrics of two versions differ. The work is `Repository.metricsDiff`.
struct MetricsDiffCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare the metrics of two versions, later ones too.",
    usage: "mlx metrics diff [<a> [<b>] | <a>..<b>]",
    discussion: """
      Without a revision, HEAD against the commit before it; with one, HEAD against
      it; with two, the second against the first.
      """)

  static let schemaName: String? = "metrics-diff"

  @Argument(
    help: ArgumentHelp("One or two revisions, or a range.", valueName: "revision"),
    transform: RevisionRange.init(parsing:))
  var ranges: [RevisionRange] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if ranges.count > 2 {
      throw UsageError("three revisions cannot be compared", hint: "name at most two")
    }
  }

  func perform(in repository: Repository) async throws -> MetricsDiffOutput {
    MetricsDiffOutput(report: try compare(in: repository))
  }

  private func compare(in repository: Repository) throws -> DiffReport {
    guard let first = ranges.first else { return try repository.metricsDiff(from: nil) }
    if ranges.count == 1, case .difference(let from, let to) = first {
      return try repository.metricsDiff(from: from, to: to)
    }
    return try repository.metricsDiff(
      from: first.single(), to: ranges.count > 1 ? ranges[1].single() : .head)
  }
}

/// Metrics that differ.
struct MetricsDiffOutput: CommandOutput {
  let report: DiffReport

  var json: [String: JSONValue] {
    ["from": report.from.json, "to": report.to.json, "metrics": report.json["metrics"] ?? []]
  }

  func render(to terminal: inout Terminal) {
    let groups = Dictionary(grouping: report.metrics) { "\($0.model)\u{0}\($0.on ?? "")" }
    for (_, metrics) in groups.sorted(by: { $0.key < $1.key }) {
      guard let first = metrics.first else { continue }
      let data = first.on.map { " on \($0)" } ?? ""
      // Where one side has no value there is nothing to compare, and no bytes to have changed.
      let isOther =
        first.on != nil
        && metrics.contains { !$0.isSameData && $0.before != nil && $0.after != nil }
      terminal.line(
        "metrics of \(first.model, .bold)\(data)\(isOther ? ", whose bytes changed" : "")")
      var table = Table(indent: 2)
      for metric in metrics { table.row(cells: cells(of: metric)) }
      terminal.table(table)
    }
  }

  private func cells(of metric: MetricDiff) -> [Text] {
    let change = metric.before?.number.flatMap { before in
      metric.after?.number.flatMap { DecimalText.difference(from: before, to: $0) }
    }
    return [
      Text(metric.metric),
      "\(ValueList.text(of: metric.before)) -> \(ValueList.text(of: metric.after))",
      Text(change ?? ""), metric.verdictText,
    ]
  }
}

extension MetricDiff {
  /// `better` or `worse`; empty where that is not known.
  var verdictText: Text {
    verdict.map { Text($0.rawValue, $0 == .better ? .green : .red) } ?? ""
  }
}
