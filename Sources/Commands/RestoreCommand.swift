import ArgumentParser
import Objects
import References
import Repository

/// `mlx restore <path>…`: drops changes. The work is `Repository.restore`.
struct RestoreCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Drop changes of files, or unstage them.",
    usage: "mlx restore [--staged] [--worktree] [--source <revision>] <path> ...",
    discussion: """
      Files get the bytes that are staged, or those of --source. With --staged, what
      is staged goes back to HEAD (or --source), and files stay.

      Examples:
        mlx restore data/train.csv
        mlx restore --staged models/draft.pt
        mlx restore --source v1 model/fraud
      """)

  @Argument(help: "Paths or names of assets.", completion: .file())
  var paths: [String]

  @Flag(name: [.customShort("S"), .long], help: "Restore what is staged.")
  var staged = false

  @Flag(
    name: [.customShort("W"), .customLong("worktree")], help: "Restore the files (the default).")
  var workTree = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Where from.", valueName: "revision"))
  var source: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RestoreOutput {
    let result = try repository.restore(
      global.checkoutPaths(paths, in: repository), staged: staged,
      workTree: workTree || !staged, source: source.map { try Revision(parsing: $0) })
    return RestoreOutput(
      result: result, unstaged: staged ? paths : [], hasFiles: workTree || !staged)
  }
}

/// What was restored: what is staged, files, or both.
struct RestoreOutput: CommandOutput {
  let result: CheckoutResult
  /// As typed.
  let unstaged: [String]
  let hasFiles: Bool

  var isSummary: Bool { true }
  var json: [String: JSONValue] { result.json }

  func render(to terminal: inout Terminal) {
    for path in unstaged { terminal.line("unstaged \(path)") }
    if hasFiles {
      result.render(to: &terminal)
    } else {
      for notice in result.notices { terminal.notice(Text(notice)) }
    }
  }
}
