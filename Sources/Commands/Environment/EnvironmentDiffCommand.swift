import ArgumentParser
import Environments
import Objects
import References
import Repository

/// `mlx env diff`: what differs between two environments. The work is
/// `Repository.compareEnvironments`.
struct EnvironmentDiffCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare environments: packages, Python, lock files, system.",
    usage: "mlx env diff [--exit-code] [<a> [<b>] | <a>..<b>]",
    discussion: """
      Without a revision, HEAD against the environment that is here; with one, it
      against the one that is here; with two, the first against the second.

      Examples:
        mlx env diff
        mlx env diff HEAD~1 HEAD
        mlx env diff --exit-code v1
      """)

  static let schemaName: String? = "env-diff"

  @Argument(
    help: ArgumentHelp("One or two revisions, or a range.", valueName: "revision"),
    transform: RevisionRange.init(parsing:))
  var ranges: [RevisionRange] = []

  @Flag(name: .customLong("exit-code"), help: "Exit with 1 when something differs.")
  var exitCode = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if ranges.count > 2 {
      throw UsageError("three environments cannot be compared", hint: "name at most two revisions")
    }
  }

  func perform(in repository: Repository) async throws -> EnvironmentDiffOutput {
    EnvironmentDiffOutput(comparison: try compare(in: repository), asksExitStatus: exitCode)
  }

  private func compare(in repository: Repository) throws -> EnvironmentComparison {
    if ranges.count == 1, case .difference(let from, let to) = ranges[0] {
      return try repository.compareEnvironments(from, to)
    }
    let revisions = try ranges.map { try $0.single() }
    return try repository.compareEnvironments(revisions.first ?? .head, revisions.dropFirst().first)
  }
}

/// What differs, with the exit status that was asked for.
struct EnvironmentDiffOutput: CommandOutput {
  let comparison: EnvironmentComparison
  let asksExitStatus: Bool

  var status: ExitStatus {
    asksExitStatus && !comparison.difference.isEmpty ? .no : .done
  }

  var json: [String: JSONValue] {
    let to = comparison.to
    return [
      "from": [
        "commit": .string(comparison.from.commit.hex),
        "object": .string(AssetObject.environment(comparison.from.asset.id).text),
        "evidence": .string(comparison.from.asset.evidence.rawValue),
      ],
      "to": [
        "commit": .optional(to?.commit.hex),
        "object": .string(AssetObject.environment(comparison.record.id).text),
        "evidence": .optional(to?.asset.evidence.rawValue),
      ],
      "environment": comparison.difference.json,
    ]
  }

  func render(to terminal: inout Terminal) {
    for line in EnvironmentDiffText(difference: comparison.difference).lines { terminal.line(line) }
    if comparison.to == nil {
      for remark in comparison.record.remarks { terminal.warning(Text(remark)) }
    }
  }
}
