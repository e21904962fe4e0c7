import ArgumentParser
import Objects
import References
import Repository

/// `mlx metrics show`: the metrics of a version's models. The work is `Repository.metrics`.
struct MetricsShowCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the metrics of a version's models, later ones too.",
    usage: "mlx metrics show [<revision>]")

  static let schemaName: String? = "metrics-show"

  @Argument(help: "HEAD when it is left out.", transform: Revision.init(parsing:))
  var revision: Revision = .head

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> MetricsOverview {
    try repository.metrics(revision)
  }
}

extension MetricsOverview: CommandOutput {
  var json: [String: JSONValue] {
    [
      "commit": .string(commit.hex), "subject": .string(subject),
      "metrics": .list(entries, \.json),
    ]
  }

  func render(to terminal: inout Terminal) {
    if entries.isEmpty {
      terminal.notice("no metrics are known of \(commit.short) \(subject)")
      terminal.hint("'mlx metrics add MODEL FILE' adds some")
    }
    for (index, entry) in entries.enumerated() {
      if index > 0 { terminal.line() }
      let data = entry.record.on.map { " on \($0.asset.name)" } ?? ""
      let origin = entry.origin.isEmpty ? "" : " (\(entry.origin))"
      terminal.line("metrics of \(entry.record.of.name, .bold)\(data)\(origin, .dim)")
      var table = Table(indent: 2)
      for (key, value) in ValueList.flattened(entry.record.values) {
        table.row(Text(key), Text(ValueList.text(of: value)))
      }
      terminal.table(table)
    }
  }
}
