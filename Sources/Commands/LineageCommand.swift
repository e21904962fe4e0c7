import ArgumentParser
import Lineage
import Objects
import Repository

/// `mlx lineage`: what an asset was made from, or what was made from it. The work is
/// `Repository.lineage`.
struct LineageCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "lineage",
    abstract: "Show what an asset was made from, or what was made from it.",
    usage: """
      mlx lineage [--up | --down] [--depth <count>] [--format <format>]
                  <asset>[@<revision>] | <revision>:<path> | <path> | <id> | <uri>
      """,
    discussion: """
      --up, the default, shows the data, code, environment and models that it was made
      from, through chains. --down shows what was made from it, in all of history.

      Examples:
        mlx lineage fraud
        mlx lineage --down data/train.csv
        mlx lineage fraud@v1 --format mermaid
      """)

  /// What to print.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case tree, mermaid, dot, json
  }

  /// Where to look.
  enum Direction: String, EnumerableFlag {
    case up, down

    static func help(for value: Direction) -> ArgumentHelp? {
      switch value {
      case .up: "What it was made from."
      case .down: "What was made from it."
      }
    }
  }

  @Argument(
    help: ArgumentHelp(
      "An asset, a path, an id, or a URI that an asset was made from.", valueName: "asset"))
  var subject: String

  @Flag(exclusivity: .exclusive)
  var direction: Direction = .up

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("At most so many steps away.", valueName: "count"))
  var depth: UInt32?

  @Option(help: ArgumentHelp("How to print it.", valueName: "format"))
  var format: Format?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> LineageOutput {
    if global.json, let format, format != .json {
      throw WorkingError.excludeEachOther("'--json'", "'--format \(format.rawValue)'")
    }
    let question = LineageQuestion(
      subject, direction == .up ? .up : .down, depth: depth.map { Int($0) })
    return LineageOutput(report: try repository.lineage(question), format: format ?? .tree)
  }
}

/// The answer in the form that was asked for.
struct LineageOutput: CommandOutput {
  let report: LineageReport
  let format: LineageCommand.Format

  var json: [String: JSONValue] { report.json }

  func render(to terminal: inout Terminal) {
    switch format {
    case .tree: LineageText(report: report).render(to: &terminal)
    case .mermaid: terminal.write(LineageMermaid.chart(of: report))
    case .dot: terminal.write(LineageDot.graph(of: report))
    case .json: terminal.write(JSONOutput.document(command: "lineage", json))
    }
    if report.unreadFolders > 0, format != .json {
      let folders = Units.count(report.unreadFolders, "folder")
      terminal.warning("\(folders) could not be searched: not in this repository")
    }
    if report.absentCommits > 0, format != .json {
      let commits = Units.count(report.absentCommits, "commit")
      terminal.warning("\(commits) could not be asked: not in this repository")
    }
    if report.lostCommits > 0, format != .json {
      let commits = Units.count(report.lostCommits, "commit")
      terminal.warning("\(commits) could not be asked: gone or damaged, see 'mlx fsck'")
    }
  }
}
