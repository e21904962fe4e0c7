import ArgumentParser
import Objects
import Repository

/// `mlx run compare`: in what runs differ. The work is `Repository.compareRuns`.
struct RunCompareCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show in what runs differ: settings, metrics, inputs, environment.",
    usage: "mlx run compare <run> <run>...",
    discussion: """
      A run is named by digits of its id, by its name, or 'latest'. What is the same in
      all of them is left out.

      Examples:
        mlx run compare 3f2a9c1 latest
      """)

  static let schemaName: String? = "run-compare"

  @Argument(help: ArgumentHelp("Ids or names.", valueName: "run"))
  var runs: [String] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if runs.count < 2 {
      throw UsageError("two runs are needed to compare", hint: "'mlx run list' lists them")
    }
  }

  func perform(in repository: Repository) async throws -> RunComparison {
    try repository.compareRuns(runs)
  }
}

extension RunComparison: CommandOutput {
  var json: [String: JSONValue] {
    [
      "runs": .list(runs) { .object($0.json) },
      "differences": .list(differences) { difference in
        [
          "group": .string(difference.group.rawValue), "key": .string(difference.key),
          "values": .list(difference.values) { $0 ?? .null },
        ]
      },
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table()
    table.row(cells: [Text("", .dim), Text("")] + runs.map { Text($0.id.short, .yellow) })
    table.row(cells: [Text("started", .dim), Text("")] + runs.map { Text($0.run.started.text) })
    for difference in differences {
      let isFile = ![.command, .params, .metrics, .status, .evidence].contains(difference.group)
      let key = difference.key == difference.group.rawValue ? "" : difference.key
      table.row(
        cells: [Text(difference.group.rawValue, .dim), Text(key)]
          + difference.values.map { Text(isFile ? Self.id($0) : ValueList.text(of: $0)) })
    }
    terminal.table(table)
    if differences.isEmpty { terminal.notice("nothing differs but the time") }
  }

  /// The first digits of `blob:<hex>`.
  private static func id(_ value: JSONValue?) -> String {
    guard let text = value?.string else { return "-" }
    return String(text.drop { $0 != ":" }.dropFirst().prefix(7))
  }
}
