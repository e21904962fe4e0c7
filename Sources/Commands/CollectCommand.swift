import ArgumentParser
import Objects
import Remotes
import Repository
import SystemPackage

/// `mlx gc`: takes away what nothing needs. The work is `Repository.collect`.
struct CollectCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Take away what nothing needs any more, in two steps with 14 days between.",
    usage: """
      mlx gc [-n] [--prune=now] [--forget <clone> ...]
      mlx gc --remote [<name>] [-n]
      mlx gc --undo
      """,
    discussion: """
      Packs of which more than a fifth is not needed are condemned: what is needed of
      them is copied into new ones. 14 days later the next 'mlx gc' moves them to the
      trash, and 14 days after that it deletes them there.

      Kept are what refs, notes, what is staged and a checkout that has not ended lead
      to, operations of the last 90 days, and the inputs that lineage names.

      In a store that clones share there is no grace but the trash: 'gc' waits for no
      writer, is refused while one works, and keeps what all clones lead to.

      Other commands may run meanwhile. 'gc' runs only when it is called.

      With '--remote' a remote is collected, beside pushes. What its refs lead to is
      kept, and its operations of the last 90 days. There is no trash.
      """)

  static let schemaName: String? = "gc"

  @Flag(name: [.customShort("n"), .long], help: "Only say what would be done.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "'now': condemn and move to the trash at once. Refused while another command writes.",
      valueName: "now"))
  var prune: PruneTime?

  @Option(
    help: ArgumentHelp(
      "A clone of the shared store that is gone for good.", valueName: "clone"))
  var forget: [String] = []

  @Flag(help: "Bring back what the last collection moved to the trash.")
  var undo = false

  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Collect a remote: this one, or 'origin', or the only one.", valueName: "name"))
  var remote: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> CollectOutput {
    if let remote {
      if undo || prune != nil || !forget.isEmpty {
        throw UsageError(
          "'--remote' goes with '-n' only",
          hint: "a remote has no trash, and its grace is always kept: leave the other options out")
      }
      return .remote(
        try repository.sharing(with: remote.isEmpty ? nil : remote).collect(isDryRun: dryRun))
    }
    guard undo else {
      return .collected(
        try repository.collect(
          CollectOptions(
            isDryRun: dryRun, isImmediate: prune == .now, forgetting: try forgotten())))
    }
    if dryRun || prune != nil || !forget.isEmpty {
      throw UsageError(
        "'--undo' goes with no other option", hint: "run 'mlx gc --undo', or leave it out")
    }
    return .undone(try repository.undoCollection())
  }
}

extension CollectCommand {
  private func forgotten() throws -> [FilePath] {
    let start = try global.startFolder()
    return forget.map { start.pushing(FilePath($0)).lexicallyNormalized() }
  }
}

/// When what is condemned may go.
enum PruneTime: String, ExpressibleByArgument {
  case now
}

/// What `mlx gc` did.
enum CollectOutput: CommandOutput {
  case collected(CollectReport)
  case remote(RemoteCollectReport)
  case undone(CollectUndoReport)

  var isSummary: Bool {
    switch self {
    case .collected(let report): !report.isDryRun
    case .remote(let report): !report.isDryRun
    case .undone: true
    }
  }

  var json: [String: JSONValue] {
    switch self {
    case .undone(let report):
      [
        "undone": [
          "time": .string(report.time.description), "packs": .count(report.packs),
          "bytes": .size(report.bytes),
        ]
      ]
    case .remote(let report): report.json
    case .collected(let report):
      [
        "dry_run": .bool(report.isDryRun),
        "objects": ["live": .count(report.liveObjects), "dead": .count(report.deadObjects)],
        "operations": .count(report.keptOperations), "condemned": report.condemned.json,
        "copied_bytes": .size(report.copiedBytes), "waiting": report.waiting.json,
        "next_deletion": .optional(report.nextDeletion?.description),
        "trashed": report.deleted.json,
        "trashed_until": .optional(report.trashedUntil?.description),
        "emptied": report.emptied.json, "damaged_packs": .count(report.damagedPacks),
        "clones": .count(report.clones), "unread_objects": .count(report.unreadObjects),
      ]
    }
  }

  func render(to terminal: inout Terminal) {
    switch self {
    case .undone(let report):
      terminal.line(
        "brought back \(Units.count(report.packs, "pack")) (\(Units.bytes(report.bytes))) from "
          + "the trash of \(report.time.description)")
    case .collected(let report): report.render(to: &terminal)
    case .remote(let report): report.render(to: &terminal)
    }
  }
}

extension CollectReport {
  fileprivate func render(to terminal: inout Terminal) {
    let would = isDryRun ? "would have " : ""
    if condemned.packs > 0 {
      terminal.line(
        "\(would)condemned \(condemned.text), of which \(Units.bytes(copiedBytes)) "
          + "\(isDryRun ? "would be" : "were") copied as still needed")
    }
    if deleted.packs > 0 {
      let until = trashedUntil.map { "; 'mlx gc --undo' brings them back until \($0)" } ?? ""
      terminal.line("\(would)moved \(deleted.text) to the trash\(until)")
    }
    if emptied.packs > 0 { terminal.line("\(would)deleted \(emptied.text) from the trash") }
    if isNothing { terminal.line("nothing to collect") }
    if waiting.packs > 0 { terminal.line("\(waiting.text) condemned before") }
    if let nextDeletion {
      terminal.line("'mlx gc' moves condemned packs to the trash from \(nextDeletion) on")
    }
    if damagedPacks > 0 {
      terminal.warning(
        Text(
          "\(Units.count(damagedPacks, "pack")) kept: a needed object is damaged; run 'mlx fsck'"))
    }
    if unreadObjects > 0 {
      terminal.warning(
        Text(
          "\(Units.count(unreadObjects, "object")) that something needs cannot be read: whatever "
            + "they may need was kept; run 'mlx fsck --repair'"))
    }
    terminal.line(
      "\(Units.count(liveObjects, "object")) needed, \(Units.grouped(deadObjects)) not")
  }
}

extension CollectedPacks {
  var json: JSONValue { ["packs": .count(packs), "bytes": .size(bytes)] }
  var text: String { "\(Units.count(packs, "pack")) (\(Units.bytes(bytes)))" }
}
