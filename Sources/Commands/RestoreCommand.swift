import ArgumentParser
import Objects
import References
import Repository

/// `mlx restore <path>…`: drops changes. The work is `Repository.restore`.
struct RestoreCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Drop changes of files, or unstage them.",
    usage: """
      mlx restore [--staged] [--worktree] [--source <revision>] (<path> | <asset>) ...
      """,
    discussion: """
      Files get the bytes that are staged, or those of --source. With --staged, what
      is staged goes back to HEAD (or --source), and files stay.

      Examples:
        mlx restore data/train.csv
        mlx restore --staged models/draft.pt
        mlx restore --source v1 model/fraud
      """)

  @Argument(
    help: ArgumentHelp("Paths or names of assets.", valueName: "path"), completion: .file())
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
    let before = staged ? try StagedState(repository) : nil
    let result = try repository.restore(
      global.checkoutPaths(paths, in: repository), staged: staged,
      workTree: workTree || !staged, source: source.map { try Revision(parsing: $0) })
    let restaged = try before.map { try $0.changed(to: StagedState(repository)) }
    return RestoreOutput(
      result: result, restaged: restaged ?? [], source: source, hasFiles: workTree || !staged)
  }
}

/// What was restored: what is staged, files, or both.
struct RestoreOutput: CommandOutput {
  let result: CheckoutResult
  /// Paths of which something else is staged than before.
  let restaged: [RepositoryPath]
  let source: String?
  let hasFiles: Bool

  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    var keys = result.json
    keys["restaged"] = .list(restaged) { .string($0.string) }
    return keys
  }

  func render(to terminal: inout Terminal) {
    let shownMax = terminal.settings.isVerbose ? Int.max : 20
    for path in restaged.prefix(shownMax) {
      terminal.line(source.map { "staged \(path) as in \($0)" } ?? "unstaged \(path)")
    }
    if restaged.count > shownMax {
      terminal.line("… and \(Units.count(restaged.count - shownMax, "more path"))")
    }
    if hasFiles {
      result.render(to: &terminal)
    } else {
      for notice in result.notices { terminal.notice(Text(notice)) }
    }
  }
}
