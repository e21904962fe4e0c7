import ArgumentParser
import FileIO
import Objects
import ProjectFiles
import Remotes
import Repository
import SystemPackage

/// `mlx clone`: a new repository with all that a remote has. The work is `Sharing.clone`.
struct CloneCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "clone",
    abstract: "Make a repository with all that a remote has.",
    usage: """
      mlx clone [--filter <files>] [--depth <n>] [--store <store>] [--limit <rate>]
                <location> [<dir>]
      """,
    discussion: """
      The remote is named 'origin', and the branch of its HEAD is checked out.

      With --filter, only some files come: models, datasets, none, or those up to a
      size (size:100MB). What is no asset always comes when it is checked out. The
      rest comes when it is named: 'mlx restore PATH', 'mlx cat', 'mlx fetch --only'.

      Examples:
        mlx clone /mnt/share/fraud
        mlx clone --filter=models /mnt/share/fraud
        mlx clone --filter=none --depth 1 /mnt/share/fraud audit
      """)

  @Option(
    help: ArgumentHelp(
      "Bring only models, datasets, none, or files up to size:N.", valueName: "files"))
  var filter: CloneFilter?

  @Option(help: ArgumentHelp("Bring this many commits of each branch and tag.", valueName: "n"))
  var depth: Int?

  @Argument(help: "A path, or a URL that begins with file://.")
  var location: String

  @Argument(
    help: ArgumentHelp(
      "An empty or new folder; the last part of the location when not given.",
      valueName: "dir"),
    completion: .directory)
  var folder: String?

  @OptionGroup var store: StoreOption

  @OptionGroup var limit: LimitOption

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if let depth, depth < 1 { throw UsageError("'--depth' is a number above zero") }
  }

  func perform(_ session: Session) async throws -> CloneReport {
    var request = CloneRequest()
    request.filter = filter
    request.depth = depth
    request.limit = limit.rate
    let start = try global.startFolder()
    request.store = store.folder(from: start)
    let place = try RemoteLocation(parsing: location)
    let name = try folder ?? (place.path(from: start).lastComponent?.string ?? noName())
    return try Sharing.clone(
      place, from: start, to: start.pushing(FilePath(name)).lexicallyNormalized(),
      session.environment(), request)
  }

  private func noName() throws -> String {
    throw UsageError(
      "'\(location)' has no last part", hint: "name a folder: 'mlx clone LOCATION DIR'")
  }
}

extension CloneReport: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "path": .string(root.string), "fetched": .object(fetched.json),
      "branch": .optional(branch?.string),
      "checkout": checkout.map { .object($0.json) } ?? .null,
    ]
  }

  func render(to terminal: inout Terminal) {
    terminal.line("cloned \(fetched.location) into \(root.string)")
    terminal.line(
      Text(
        "\(Units.count(fetched.commits, "commit")): \(Units.count(fetched.objects, "object")) "
          + "received (\(Units.bytes(fetched.storedBytes)))"))
    guard let branch, let checkout else {
      terminal.notice("the remote's HEAD leads to no commit: nothing is checked out")
      return
    }
    let commit = checkout.head.commit.map { Text(" at \($0.short, .yellow)") } ?? ""
    terminal.line("On branch \(branch, .bold)" + commit + " \(checkout.subject ?? "")")
    terminal.line(Text(checkout.work))
    checkout.leftOut.render(to: &terminal)
    for notice in checkout.notices { terminal.notice(Text(notice)) }
  }
}

extension CloneFilter: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
}
