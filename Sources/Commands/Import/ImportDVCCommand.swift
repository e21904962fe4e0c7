import ArgumentParser
import FileIO
import Migration
import Objects
import Repository
import SystemPackage

/// `mlx import dvc`: a DVC repository's history. The work is `DVCImport.run`.
struct ImportDVCCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "dvc",
    abstract: "Make a DVC repository's history mlx history.",
    usage: "mlx import dvc [--dry-run] [--branch <name>]… [--cache <dir>]… [<path>]",
    discussion: """
      Each git commit that changed what DVC tracks becomes a version, with its assets,
      metrics, params and what each was made from. Files stay where they are; DVC's
      cache is read, each MD5 is checked, and nothing of DVC or git is changed. A
      second run brings what is new, and what the first did not find. Exits with 3
      when something was not found: the versions are made without it, and say so.

      Examples:
        mlx import dvc --dry-run
        mlx import dvc
        mlx import dvc --branch main --cache /mnt/shared/dvc-cache
      """)

  static let schemaName: String? = "import-dvc"

  @Argument(
    help: ArgumentHelp("The root of the DVC repository.", valueName: "path"),
    completion: .directory)
  var path: String?

  @Flag(help: "Say what would be done, and what is missing; write nothing.")
  var dryRun = false

  @Option(
    name: .customLong("branch"), parsing: .singleValue,
    help: ArgumentHelp("Only this branch of git, and the tags in its history.", valueName: "name"))
  var branches: [String] = []

  @Option(
    name: .customLong("cache"), parsing: .singleValue,
    help: ArgumentHelp("One more folder with DVC's files by MD5.", valueName: "dir"),
    completion: .directory)
  var caches: [String] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> DVCImportReport {
    let start = try global.startFolder()
    let root = path.map { start.pushing(FilePath($0)).lexicallyNormalized() } ?? start
    var request = DVCImportRequest()
    request.branches = branches
    request.caches = caches.map { start.pushing(FilePath($0)).lexicallyNormalized() }
    request.isDryRun = dryRun
    return try DVCImport.run(at: root, request, session.environment())
  }
}
