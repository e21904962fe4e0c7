import ArgumentParser
import Objects
import Repository

/// `mlx rm <path>…`: stops tracking. The work is `Repository.remove`.
struct RemoveCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Remove files from the next commit, and from the disk.",
    usage: "mlx rm [--cached] [-f] <path> ...",
    discussion: """
      Older commits keep what they hold. An external asset is named by its name or
      location; nothing is removed there.

      Examples:
        mlx rm data/old.csv
        mlx rm --cached models/draft.pt     # stop tracking, keep the file
      """)

  @Argument(
    help: ArgumentHelp("Tracked files and folders.", valueName: "path"), completion: .file())
  var paths: [String]

  @Flag(help: "Keep the files on the disk.")
  var cached = false

  @Flag(name: .shortAndLong, help: "Remove files even when their changes are stored nowhere.")
  var force = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RemoveResult {
    let named = try repository.named(paths, from: global.startFolder())
    return try repository.remove(
      named.paths, external: named.external, cached: cached, force: force)
  }
}

extension RemoveResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "assets": .list(assets, \.json), "external": .list(external, \.json),
      "paths": .list(paths) { .string($0.string) },
      "kept_on_disk": .bool(keptOnDisk), "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    let shownMax = terminal.settings.isVerbose ? Int.max : 20
    for path in paths.prefix(shownMax) { terminal.line("rm \(path)") }
    if paths.count > shownMax {
      terminal.line("… and \(Units.count(paths.count - shownMax, "file"))")
    }
    for asset in assets {
      let rest = keptOnDisk ? "; its files stay on the disk" : ""
      terminal.line("\(asset.kind.rawValue) \(asset.name) is no longer tracked\(rest)")
    }
    for asset in external {
      terminal.line(
        "\(asset.kind.rawValue) \(asset.name) is no longer tracked; "
          + "what is at \(asset.location) stays")
    }
    for notice in notices { terminal.notice(Text(notice)) }
  }
}
