import ArgumentParser
import Objects
import Repository

/// `mlx ls-tree`: a tree's entries with their ids. The work is `Repository.listTree`.
struct ListTreeCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls-tree",
    abstract: "List a tree with modes and ids.",
    usage: "mlx ls-tree [-r] <revision>[:<path>] | <asset>[@<revision>] | <tree>")

  @Argument(
    help: ArgumentHelp(
      "A revision, a folder in it, an asset, or the id of a tree.", valueName: "revision"))
  var object: String

  @Flag(name: .short, help: "Also what is in the folders.")
  var recursive = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> ListTreeOutput {
    ListTreeOutput(entries: try repository.listTree(object, recursive: recursive))
  }
}

/// The entries of a tree.
struct ListTreeOutput: CommandOutput {
  let entries: [TreeListing]

  var json: [String: JSONValue] { ["entries": .list(entries, \.json)] }

  func render(to terminal: inout Terminal) {
    var table = Table(.left, .left, .left, .right)
    for entry in entries {
      table.row(
        Text(entry.mode.word), Text(entry.type), Text(entry.id.hex), Text("\(entry.size)"),
        Text(entry.path.string))
    }
    terminal.table(table)
  }
}
