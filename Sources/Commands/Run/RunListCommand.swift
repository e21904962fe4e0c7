import ArgumentParser
import Objects
import Repository

/// `mlx run list`: the runs as a table. The work is `Repository.runTable`.
struct RunListCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs with their settings and metrics.",
    usage: "mlx run list [-n <count>] [--sort <key>] [--ok]",
    discussion: """
      The newest come first. --sort takes 'started', 'seconds', or a key of the settings
      or metrics; '-' before it puts the largest first.

      Examples:
        mlx run list --ok --sort -accuracy
      """)

  static let schemaName: String? = "run-list"

  @Option(
    name: [.customShort("n"), .customLong("max-count")],
    help: ArgumentHelp("At most so many.", valueName: "count"))
  var limit: UInt32?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What to sort by; '-' before it: the largest first.", valueName: "key"))
  var sort: String?

  @Flag(name: .customLong("ok"), help: "Only runs that succeeded.")
  var onlySuccessful = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RunTable {
    var request = RunTableRequest()
    request.limit = limit.map { Int($0) }
    request.sort = sort
    request.onlySuccessful = onlySuccessful
    return try repository.runTable(request)
  }
}

extension RunTable: CommandOutput {
  private static let keysMax = 6

  var json: [String: JSONValue] {
    [
      "runs": .list(rows) { row in
        var members = row.listed.run.members
        members["id"] = .string(row.listed.id.hex)
        members["params"] = .object(row.params)
        members["metrics"] = .object(row.metrics)
        return .object(members)
      },
      "total": .count(total),
    ]
  }

  func render(to terminal: inout Terminal) {
    for notice in notices { terminal.warning(Text(notice)) }
    if rows.isEmpty {
      terminal.notice(
        total == 0 ? "no runs are recorded here" : "none of \(total) runs is like that")
      if total == 0 { terminal.hint("'mlx run -- COMMAND' records one") }
      return
    }
    let keysMax = terminal.settings.isVerbose ? Int.max : Self.keysMax
    let params = paramKeys.prefix(keysMax)
    let metrics = metricKeys.prefix(keysMax)
    var table = Table()
    table.row(
      cells: ["run", "started", "status", "took"].map { Text($0, .dim) }
        + (params + metrics).map { Text($0, .dim) } + [Text("name", .dim), Text("command", .dim)])
    for row in rows {
      let run = row.listed.run
      let values =
        params.map { Text(ValueList.cell(row.params[$0])) }
        + metrics.map { Text(ValueList.cell(row.metrics[$0])) }
      table.row(
        cells: [
          Text(row.listed.id.short, .yellow), Text(run.started.text), run.statusText,
          Text(run.timeText),
        ] + values + [
          Text(run.name ?? ""),
          Text(DisplayWidth.shortened(ShellWord.joined(run.command), to: 60)),
        ])
    }
    terminal.table(table)
    let hidden = paramKeys.count + metricKeys.count - params.count - metrics.count
    if hidden > 0 { terminal.notice("\(Units.count(hidden, "more column")): '-v' shows all") }
  }
}

extension ValueList {
  /// The value in a table; nothing where there is none.
  fileprivate static func cell(_ value: JSONValue?) -> String { value.map { text(of: $0) } ?? "" }
}
