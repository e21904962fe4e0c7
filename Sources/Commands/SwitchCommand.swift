import ArgumentParser
import References
import Repository

/// `mlx switch <branch>`: works on another branch. The work is `Repository.switchBranch`.
struct SwitchCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "switch",
    abstract: "Switch to another branch.",
    usage: """
      mlx switch [-f] <branch>
      mlx switch -c [-f] <branch> [<revision>]
      """,
    discussion: """
      Examples:
        mlx switch main
        mlx switch -c experiment v1
      """)

  @Argument(help: "The branch.")
  var branch: String

  @Argument(
    help: ArgumentHelp(
      "Where a new branch begins; HEAD when not given.", valueName: "revision"))
  var start: String?

  @Flag(name: .shortAndLong, help: "Create the branch first.")
  var create = false

  @Flag(name: .shortAndLong, help: "Overwrite changes that are stored nowhere.")
  var force = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if start != nil && !create {
      throw UsageError(
        "only a new branch has a start",
        hint: "run 'mlx switch -c \(branch) \(start ?? "")', or 'mlx checkout REVISION'")
    }
  }

  func perform(in repository: Repository) async throws -> CheckoutResult {
    try repository.switchBranch(
      named: branch, create: create, start: start.map { try Revision(parsing: $0) }, force: force)
  }
}
