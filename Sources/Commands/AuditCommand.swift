import ArgumentParser
import Objects
import ProjectFiles
import References
import Repository
import Review

/// `mlx audit`: is a version, or what a range brought, fit to be trusted? The work is `Repository.audit`.
struct AuditCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Judge a version, or what a range brought, by rules.",
    usage: "mlx audit [--strict] [--bytes] [--format <format>] [<revision> | <a>..<b>]",
    discussion: """
      The rules: lineage, signatures, unsafe formats, secrets, leakage, NaN weights and more
      (Documentation/audit.md). 'audit' in mlx.yaml sets how severe each is; of a range the
      mlx.yaml of its left side holds. Exits with 1 when there is an error.

      Examples:
        mlx audit
        mlx audit main..HEAD --strict
        mlx audit origin/main..HEAD --format sarif > audit.sarif
      """)

  /// How the report is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif, md
  }

  @Argument(
    help: ArgumentHelp(
      "The version, HEAD when none is named; or a range, of which only what is new is judged.",
      valueName: "revision"), transform: RevisionRange.init(parsing:))
  var range: RevisionRange = .single(.head)

  @Flag(help: "Warnings fail too; what cannot be judged makes the exit status 3.")
  var strict = false

  @Flag(help: "Read every byte and compare it with its id, as 'mlx verify' does.")
  var bytes = false

  @Option(help: "text, json, sarif or md.")
  var format: Format = .text

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if global.json && format != .text && format != .json {
      throw UsageError(
        "'--json' and '--format \(format.rawValue)' exclude each other", hint: "leave one out")
    }
  }

  func perform(in repository: Repository) async throws -> AuditOutput {
    let report = try repository.audit(range) { policy in
      policy.isStrict = strict
      policy.readsBytes = bytes
    }
    return AuditOutput(report: report, format: format)
  }
}

/// A report in the form that was asked for.
struct AuditOutput: CommandOutput {
  let report: AuditReport
  let format: AuditCommand.Format

  var status: ExitStatus {
    switch report.verdict {
    case .passed: .done
    case .failed: .no
    case .undecided: .missing
    }
  }

  var json: [String: JSONValue] { report.json }

  func render(to terminal: inout Terminal) {
    switch format {
    case .json: terminal.write(JSONOutput.document(command: "audit", report.json))
    case .md: terminal.write(report.markdown)
    case .sarif:
      let document = report.sarif(version: Program.version)
      terminal.write(String(decoding: document.prettyBytes(), as: UTF8.self))
    case .text: AuditText(report: report).render(to: &terminal)
    }
  }
}
