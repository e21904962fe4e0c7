import ArgumentParser
import Objects
import Repository

/// `mlx reflog [<ref>]`: where HEAD or a branch has been. The work is `Repository.reflog`.
struct ReflogCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "reflog",
    abstract: "Show where HEAD, a branch or a tag has been.",
    usage: "mlx reflog [-n <count>] [<ref>]",
    discussion: """
      What stands in the second column is a revision: 'mlx checkout HEAD@{2}'.
      """)

  @Argument(help: "HEAD, a branch or a tag.")
  var ref = "HEAD"

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("max-count")],
    parsing: .unconditional,
    help: ArgumentHelp("At most so many entries.", valueName: "count"))
  var limit: UInt32?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> ReflogOutput {
    ReflogOutput(entries: try repository.reflog(ref, limit: limit.map { Int($0) }))
  }
}

/// The places that a ref has been at, newest first.
struct ReflogOutput: CommandOutput {
  let entries: [ReflogEntry]

  var json: [String: JSONValue] {
    [
      "entries": .list(entries) {
        [
          "selector": .string($0.selector), "commit": .string($0.commit.hex),
          "time": .string($0.time.description), "description": .string($0.description),
        ]
      }
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table()
    for entry in entries {
      table.row(
        Text(entry.commit.short, .yellow), Text(entry.selector),
        Text(entry.time.text, .dim), Text(entry.description))
    }
    terminal.table(table)
  }
}
