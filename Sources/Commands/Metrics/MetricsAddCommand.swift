import ArgumentParser
import Objects
import Repository

/// `mlx metrics add`: numbers that were measured later. The work is `Repository.addMetrics`.
struct MetricsAddCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add metrics that were measured after the commit.",
    usage: "mlx metrics add <model>[@<revision>] <file> [--on <dataset>[@<revision>]]",
    discussion: """
      The numbers become a note on the model's bytes, and every version with these
      bytes has them. The commit stays as it is.

      Examples:
        mlx metrics add fraud holdout.json --on holdout
        mlx metrics add fraud@v1 /tmp/september.yaml --on transactions@main
      """)

  static let schemaName: String? = "metrics-add"

  @Argument(
    help: ArgumentHelp("A model of HEAD, or of the version behind '@'.", valueName: "model"))
  var model: String

  @Argument(help: "A JSON or YAML file that holds numbers.", completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "The dataset that they were measured on, of HEAD or of the version behind '@'.",
      valueName: "dataset"))
  var on: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> AddedMetrics {
    try repository.addMetrics(
      MetricsAddition(
        model: model, file: global.file(file), name: file,
        path: try? global.path(file, in: repository), on: on))
  }
}

extension AddedMetrics: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "metrics": entry.json, "new": .bool(isNew),
      "non_finite": .list(nonFinite, JSONValue.string),
      "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    let state = isNew ? "noted" : "there already"
    let record = entry.record
    let note = entry.note?.id.short ?? ""
    terminal.line(
      "\(state): \(note, .yellow) metrics of \(record.of.name, .bold): \(record.summary)")
    for notice in notices { terminal.notice(Text(notice)) }
  }
}
