import ArgumentParser
import Objects
import References
import Remotes
import Repository
import Review

/// `mlx review`: what a reviewer needs to know of a change. The work is `Repository.review`.
struct ReviewCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Report what a change does, and whether it may be merged.",
    usage: """
      mlx review [--against <revision>] [--measure] [--live <remote>] [--strict] [--format <format>]
                 <base>..<head> | <base>...<head>
      """,
    discussion: """
      Compares two versions by model, data, code, environment and metrics, and judges
      the second by the gates and rules that the first has in mlx.yaml: a change cannot
      lower its own bar. Reads commits, profiles and notes; no model or data is needed.
      '...' compares with where the two parted, as pull requests do.

      Exits with 1 when a gate or rule forbids the change, with 3 when it cannot be
      decided. The same versions give the same bytes.

      Examples:
        mlx review main..HEAD
        mlx review origin/main...HEAD --format md > review.md
        mlx review main..HEAD --against v1.2
      """)

  /// What to print.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, md, json
  }

  @Argument(
    help: ArgumentHelp(
      "The two versions; HEAD is the second when none is named.", valueName: "range"),
    transform: RevisionRange.init(parsing:))
  var range: RevisionRange

  @Option(
    help: ArgumentHelp("Compare metrics with this version as well.", valueName: "revision"),
    transform: Revision.init(parsing:))
  var against: Revision?

  @Flag(
    help: "Read both versions of what changed, and record by how much tensors and rows differ.")
  var measure = false

  @Option(
    help: ArgumentHelp(
      "Add what this remote has of the second version now, below the report.", valueName: "remote"))
  var live: String?

  @Flag(help: "Exit with 1 also when there are warnings.")
  var strict = false

  @Option(help: ArgumentHelp("How to print it.", valueName: "format"))
  var format: Format?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> ReviewOutput {
    if global.json, let format, format != .json {
      throw WorkingError.excludeEachOther("'--json'", "'--format \(format.rawValue)'")
    }
    let report = try repository.review(request)
    return ReviewOutput(
      report: report, format: format ?? .text, isStrict: strict,
      live: try live.map { try repository.sharing(with: $0).holding(of: report.head.id) })
  }

  private var request: ReviewRequest {
    var request: ReviewRequest
    switch range {
    case .single(let base): request = ReviewRequest(from: base, to: .head)
    case .difference(let base, let head): request = ReviewRequest(from: base, to: head)
    case .symmetric(let base, let head):
      request = ReviewRequest(from: base, to: head, sinceFork: true)
    }
    request.against = against
    request.measures = measure
    return request
  }
}

/// The report in the form that was asked for.
struct ReviewOutput: CommandOutput {
  let report: ReviewReport
  let format: ReviewCommand.Format
  let isStrict: Bool
  /// What a remote has now: no part of the report, which is the same tomorrow.
  let live: RemoteHolding?

  var status: ExitStatus {
    let isHeld = live?.missingCount ?? 0 == 0
    return switch report.verdict {
    case .warned where isStrict: .no
    case .passed, .warned: isHeld ? .done : .missing
    case .failed: .no
    case .undecided: .missing
    }
  }

  var json: [String: JSONValue] {
    var members = report.json
    members["live"] = live?.json ?? .null
    return members
  }

  func render(to terminal: inout Terminal) {
    switch format {
    case .text: BlockText(blocks: report.blocks + (live?.blocks ?? [])).render(to: &terminal)
    case .md: terminal.write(report.markdown + (live.map { "\n" + $0.markdown } ?? ""))
    case .json: terminal.write(JSONOutput.document(command: "review", json))
    }
  }
}
