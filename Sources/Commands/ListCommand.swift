import ArgumentParser
import Objects
import Repository

/// `mlx ls`: the files of a version. The work is `Repository.list`.
struct ListCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the files of a version.",
    usage: "mlx ls [-r] [<revision>[:<path>] | <asset>[@<revision>]]",
    discussion: """
      Examples:
        mlx ls
        mlx ls -r v1:data
        mlx ls fraud@v1
      """)

  @Argument(
    help: ArgumentHelp("A version, a folder in it, or an asset.", valueName: "revision"))
  var object = "HEAD"

  @Flag(name: .shortAndLong, help: "Also what is in the folders.")
  var recursive = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> ListOutput {
    ListOutput(
      entries: try repository.list(object, recursive: recursive),
      external: try repository.listExternal(object))
  }
}

/// The entries that `mlx ls` found.
struct ListOutput: CommandOutput {
  let entries: [TreeListing]
  let external: [ExternalAsset]

  var json: [String: JSONValue] {
    [
      "entries": .list(entries, \.json), "external": .list(external, \.json),
    ]
  }

  func render(to terminal: inout Terminal) {
    terminal.table(ListingTable.table(of: entries))
    var table = Table(.left, .left, .left, .right)
    for asset in external { table.row(cells: asset.cells()) }
    terminal.table(table)
  }
}
