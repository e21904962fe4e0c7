import ArgumentParser
import Attestation
import Objects
import References
import Repository

/// `mlx log`: the commits that lead to a revision. The work is `Repository.log`.
struct LogCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show the commits that lead to a version.",
    usage: """
      mlx log [-n <count>] [--oneline] [--graph] [--stat] [--show-signature]
              [<revision> | <a>..<b> | <a>...<b>] ... [[--] <path> ...]
      """,
    discussion: """
      Examples:
        mlx log --oneline -5
        mlx log v1..main --stat
        mlx log -- data/train.csv
      """)

  @Argument(help: ArgumentHelp("Revisions or ranges, then paths.", valueName: "revision"))
  var words: [String] = []

  @OptionGroup var behind: PathsBehindDashes

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("max-count")],
    parsing: .unconditional,
    help: ArgumentHelp("At most so many commits; -5 says the same.", valueName: "count"))
  var limit: UInt32?

  @Flag(help: "One line each.")
  var oneline = false

  @Flag(help: "Draw the lines of descent.")
  var graph = false

  @Flag(help: "Also what each commit changed.")
  var stat = false

  @Flag(name: .customLong("show-signature"), help: "Also who signed each commit.")
  var showsSignature = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> LogOutput {
    let named = try RevisionsAndPaths(
      words, behind: behind, revisionsMax: .max, global: global, repository: repository)
    var options = LogOptions()
    if !named.ranges.isEmpty { options.ranges = named.ranges }
    options.paths = try named.repositoryPaths()
    options.limit = limit.map { Int($0) }
    options.stat = stat
    let entries = try repository.log(options)
    return LogOutput(
      entries: entries, isOneLine: oneline, showsGraph: graph,
      signatures: showsSignature ? try repository.commitSignatures(of: entries.map(\.id)) : nil)
  }
}

/// Commits with the form that was asked for.
struct LogOutput: CommandOutput {
  let entries: [LogEntry]
  let isOneLine: Bool
  let showsGraph: Bool
  /// By commit, of those that have some; nil when nobody asked.
  var signatures: [CommitID: [CheckedSignature]]?

  var json: [String: JSONValue] {
    [
      "commits": .list(entries) { entry in
        var keys = text(of: entry).json
        if !entry.lostParents.isEmpty {
          keys["lost_parents"] = .list(entry.lostParents) { .string($0.hex) }
        }
        keys["changes"] = entry.changes.map { .object($0.json) } ?? .null
        return .object(keys)
      }
    ]
  }

  func render(to terminal: inout Terminal) {
    var graph = CommitGraph()
    for (index, entry) in entries.enumerated() {
      let isLast = index == entries.count - 1
      let margin = showsGraph ? graph.add(entry.id, parents: entry.parents) : nil
      for (row, line) in lines(of: entry, isLast: isLast).enumerated() {
        let prefix = margin.map { row == 0 ? $0.commit : $0.below } ?? ""
        terminal.line(prefix.isEmpty ? line : Text(prefix) + line)
      }
      for row in margin?.links ?? [] where !isLast { terminal.line(Text(row)) }
    }
  }

  private func lines(of entry: LogEntry, isLast: Bool) -> [Text] {
    let text = text(of: entry)
    var lines = isOneLine ? [text.oneLine] : text.lines
    if isOneLine { lines += (text.signatures ?? []).map { "  signed: \($0.line)" } }
    for parent in entry.lostParents {
      lines.append("  the commit before, \(parent.short), is lost: 'mlx fsck' says what else is")
    }
    if let changes = entry.changes {
      if !isOneLine { lines.append("") }
      lines += DiffText(report: changes, isShort: true).lines
    }
    if !isOneLine && !isLast { lines.append("") }
    return lines
  }

  private func text(of entry: LogEntry) -> CommitText {
    CommitText(
      id: entry.id, commit: entry.commit, refs: entry.refs, purged: entry.purged,
      signatures: signatures.map { $0[entry.id] ?? [] })
  }
}
