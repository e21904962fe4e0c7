import ArgumentParser
import FileIO
import Objects
import References
import Repository
import SystemPackage

/// `mlx diff [A [B]] [PATH…]`: what differs between two states. The work is `Repository.diff`.
struct DiffCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed in assets, files, metrics, params and environment.",
    usage: """
      mlx diff [--staged] [--stat] [--key <column>] [--exit-code]
               [<revision> [<revision>] | <a>..<b>] [[--] <path> ...]
      mlx diff [--stat] [--key <column>] (<revision>:<path> | <asset>@<revision>) [<another>]
      """,
    discussion: """
      Without a revision, what is not staged; with one, it against the work tree;
      with two, the first against the second; 'a...b' compares b with where they parted.

      Examples:
        mlx diff
        mlx diff HEAD~1 HEAD --stat
        mlx diff v1..main -- data
        mlx diff fraud@v1 fraud@main
        mlx diff --key user_id,day data/visits.csv
      """)

  @Argument(help: ArgumentHelp("Revisions, then paths.", valueName: "revision"))
  var words: [String] = []

  @OptionGroup var behind: PathsBehindDashes

  @Flag(
    name: [.customLong("staged"), .customLong("cached")], help: "What is staged, against HEAD.")
  var staged = false

  @Flag(help: "Counts, sizes and verdicts only.")
  var stat = false

  @Option(
    help: ArgumentHelp(
      "A column that identifies the rows of tables; several together.", valueName: "column"))
  var key: [String] = []

  @Flag(name: .customLong("exit-code"), help: "Exit with 1 when something differs.")
  var exitCode = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> DiffOutput {
    if let report = try objects(in: repository) {
      return DiffOutput(report: report, isShort: stat, asksExitStatus: exitCode)
    }
    let named = try RevisionsAndPaths(
      words, behind: behind, revisionsMax: 2, global: global, repository: repository)
    let report = try repository.diff(
      spec(named.ranges), paths: named.repositoryPaths(), byLine: !stat,
      tensorBytesMax: tensorBytesMax, tables: tables(repository))
    return DiffOutput(report: report, isShort: stat, asksExitStatus: exitCode)
  }

  /// The comparison of two files or folders of versions; nil when no word names one.
  private func objects(in repository: Repository) throws -> DiffReport? {
    let place = try global.startFolder()
    let fileSystem = repository.environment.fileSystem
    let areObjects = words.map { word in
      let isOnDisk =
        (try? fileSystem.status(at: place.pushing(FilePath(word)), followingLinks: false)) != nil
      return !isOnDisk && ObjectSpec.namesObject(word)
    }
    guard !behind.isMarked, areObjects.contains(true) else { return nil }
    guard !staged, words.count <= 2, !areObjects.contains(false) else {
      throw UsageError(
        "a file or folder of a version is compared with another one, or with the work tree",
        hint: "name one or two, such as 'mlx diff HEAD~1:data HEAD:data'")
    }
    return try repository.diff(
      object: words[0], words.dropFirst().first, byLine: !stat, tensorBytesMax: tensorBytesMax,
      tables: tables(repository))
  }

  /// How tables are compared.
  private func tables(_ repository: Repository) throws -> TableRequest {
    guard key.allSatisfy({ !$0.split(separator: ",").isEmpty }) else {
      throw UsageError(
        "'--key' needs the name of a column", hint: "name one, such as '--key id'")
    }
    var request = TableRequest()
    request.key = key
    request.comparesCells = !stat
    // For a quick look, as with models.
    if stat { request.bytesMax = 64 << 20 }
    return request
  }

  /// What is read of models: `--stat` is for a quick look.
  private var tensorBytesMax: UInt64 { stat ? 64 << 20 : .max }

  private func spec(_ ranges: [RevisionRange]) throws -> DiffSpec {
    guard let first = ranges.first else { return staged ? .staged(nil) : .workTree }
    if staged {
      if ranges.count > 1 || first.revisions.count > 1 { throw Self.stagedTakesOne }
      return .staged(try first.single())
    }
    if ranges.count > 1 { return .between(try first.single(), try ranges[1].single()) }
    switch first {
    case .single(let revision): return .revision(revision)
    case .difference(let from, let to): return .between(from, to)
    case .symmetric(let from, let to): return .sinceFork(from, to)
    }
  }

  private static let stagedTakesOne = UsageError(
    "'--staged' compares one revision with what is staged",
    hint: "name one revision, or leave '--staged' out")
}

/// A diff report with the form that was asked for.
struct DiffOutput: CommandOutput {
  let report: DiffReport
  let isShort: Bool
  let asksExitStatus: Bool

  var status: ExitStatus { asksExitStatus && !report.isEmpty ? .no : .done }

  var json: [String: JSONValue] {
    var keys = report.json
    keys["from"] = report.from.json
    keys["to"] = report.to.json
    return keys
  }

  func render(to terminal: inout Terminal) {
    DiffText(report: report, isShort: isShort, isVerbose: terminal.settings.isVerbose)
      .render(to: &terminal)
  }
}
