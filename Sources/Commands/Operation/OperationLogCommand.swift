import ArgumentParser
import Objects
import References
import Repository

/// `mlx op log`: everything that was done to the refs. The work is `Repository.operationLog`.
struct OperationLogCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show every operation, newest first; 'mlx undo' takes back the last.",
    usage: "mlx op log [-n <count>] [-v]",
    discussion: """
      With -v, also the command line and the refs that moved.
      """)

  static let schemaName: String? = "op-log"

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("max-count")],
    parsing: .unconditional,
    help: ArgumentHelp("At most so many operations.", valueName: "count"))
  var limit: UInt32?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> OperationLogOutput {
    OperationLogOutput(entries: try repository.operationLog(limit: limit.map { Int($0) }))
  }
}

/// Operations, newest first.
struct OperationLogOutput: CommandOutput {
  let entries: [OperationEntry]

  var json: [String: JSONValue] { ["operations": .list(entries, \.json)] }

  func render(to terminal: inout Terminal) {
    if terminal.settings.isVerbose {
      for entry in entries { details(of: entry, &terminal) }
      return
    }
    var table = Table()
    for entry in entries {
      table.row(
        Text(String(entry.id.hex.prefix(7)), .yellow), Text(entry.time.text, .dim),
        Text("\(entry.author.name)@\(entry.host)"), Text(entry.description))
    }
    terminal.table(table)
  }

  private func details(of entry: OperationEntry, _ terminal: inout Terminal) {
    terminal.line("\("operation \(entry.id.hex)", .yellow)")
    terminal.line("  \(entry.description, .bold)")
    terminal.line("  \(entry.time.text) by \(entry.author.name) on \(entry.host)")
    if !entry.command.isEmpty { terminal.line("  $ \(entry.command)") }
    var table = Table(indent: 2)
    for change in entry.refChanges { table.row(cells: change.cells) }
    terminal.table(table)
  }
}

extension OperationEntry {
  var json: JSONValue {
    [
      "operation": .string(id.hex), "time": .string(time.description),
      "author": ["name": .string(author.name), "email": .string(author.email)],
      "host": .string(host), "command": .string(command), "description": .string(description),
      "undoes": .optional(undoes?.hex), "number": .integer(Int64(clamping: number)),
      "refs": .list(refChanges, \.json),
    ]
  }
}
