import ArgumentParser
import Evaluation
import Objects
import Repository

/// `mlx validate`: does a model reach what mlx.yaml asks of it? The work is `Repository.validate`.
struct ValidateCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Decide the gates of a model.",
    usage: "mlx validate [<model>[@<revision>]] [--against <revision>]",
    discussion: """
      The gates stand in mlx.yaml; numbers come from commits and from evaluations. Exits
      with 1 when a gate fails, with 3 when one cannot be decided.

      Examples:
        mlx validate
        mlx validate fraud --against main
        mlx validate fraud@v7 --against production
      """)

  @Argument(
    help: ArgumentHelp(
      "A model of HEAD, or of the version behind '@'; all with gates when it is left out.",
      valueName: "model"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "What BASE means; else the version before the one that last changed the model.",
      valueName: "revision"))
  var against: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> Validation {
    try repository.validate(model, against: against)
  }
}

extension Validation: CommandOutput {
  var status: ExitStatus {
    switch report.verdict {
    case .passed: .done
    case .failed: .no
    case .undecided: .missing
    }
  }

  var json: [String: JSONValue] {
    [
      "commit": .string(head.hex), "against": .optional(base?.hex),
      "models": .list(models, JSONValue.string), "verdict": .string(report.verdict.rawValue),
      "gates": .list(report.rows, \.json), "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    GateText(report: report).render(to: &terminal)
    for notice in notices { terminal.notice(Text(notice)) }
  }
}
