import ArgumentParser
import Objects
import References
import Repository

/// `mlx checkout`: brings files back. The work is `Repository.checkout`.
struct CheckoutCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkout",
    abstract: "Bring a version back into the work tree.",
    usage: """
      mlx checkout [-f] [--code] [--detach] [-b <branch>] [<revision>]
      mlx checkout [-f] [<revision>] [--only <kind>] [--] [(<path> | <asset>) ...]
      mlx checkout --continue | --abort [-f]
      """,
    discussion: """
      Changes that are stored nowhere are never overwritten without -f. With paths,
      names of assets or --only, HEAD stays where it is.

      Examples:
        mlx checkout HEAD~1
        mlx checkout v1 models/fraud.safetensors
        mlx checkout v1 --only model
        mlx checkout -b retry v1
      """)

  @Argument(
    help: ArgumentHelp("A revision, then paths or names of assets.", valueName: "revision"),
    completion: .file())
  var words: [String] = []

  @OptionGroup var behind: PathsBehindDashes

  @Option(
    name: .customShort("b"),
    help: ArgumentHelp("Create this branch there and switch to it.", valueName: "branch"))
  var newBranch: String?

  @Option(help: ArgumentHelp("Assets of this kind only, or the code.", valueName: "kind"))
  var only: KindArgument?

  @Flag(name: .shortAndLong, help: "Overwrite changes that are stored nowhere.")
  var force = false

  @Flag(help: "Restore the code too, where it is left to git.")
  var code = false

  @Flag(help: "Leave the branch, even when the revision is one.")
  var detach = false

  @Flag(name: .customLong("continue"), help: "End a checkout that was interrupted.")
  var resume = false

  @Flag(help: "Go back to where an interrupted checkout began.")
  var abort = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    let isPlain = words.isEmpty && !behind.isMarked && newBranch == nil && only == nil && !detach
    if (resume || abort) && !(isPlain && resume != abort) {
      throw UsageError(
        "'--continue' and '--abort' stand alone",
        hint: "'mlx checkout --continue' ends the checkout, 'mlx checkout --abort' goes back")
    }
  }

  func perform(in repository: Repository) async throws -> CheckoutResult {
    if resume { return try repository.continueCheckout(force: force) }
    if abort { return try repository.abortCheckout(force: force) }
    let named = try RevisionsAndPaths(
      words, behind: behind, revisionsMax: 1, global: global, repository: repository,
      takesAssets: true)
    var options = CheckoutOptions(revision: try named.ranges.first?.single())
    options.paths = try named.checkoutPaths()
    if only?.kind == .code, !options.paths.isEmpty {
      throw UsageError(
        "'--only code' is about all of the code",
        hint: "leave it out: a path of code that is named comes back")
    }
    options.only = only?.kind
    options.newBranch = try newBranch.map { try BranchName(validating: $0) }
    options.detach = detach
    options.code = code
    options.force = force
    return try repository.checkout(options)
  }
}
