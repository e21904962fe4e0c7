import ArgumentParser
import Objects
import Repository

/// `mlx repack`: stores versions as differences to each other. The work is `Repository.repack`.
struct RepackCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "repack",
    abstract: "Store versions of models and tables as differences to each other, to save room.",
    usage: "mlx repack [-n] [--for <time>] [--prune=now]",
    discussion: """
      Weights are stored as differences to the same tensor of a related version, tables
      with the version before as a prefix, and other text is compressed harder. Which
      version stays whole is chosen by what samples save. No id changes, and every
      version checks out as before.

      What is made is read back and checked before it takes an old copy's place. Packs
      with old copies are condemned, as 'mlx gc' does, so that room is freed after 14
      days; '--prune=now' frees it at once.

      It can be stopped at any time: what is done stays, and the next run goes on.
      Other commands may run meanwhile. 'repack' runs only when it is called.
      """)

  static let schemaName: String? = "repack"

  @Flag(name: [.customShort("n"), .long], help: "Only say what would be saved, from samples.")
  var dryRun = false

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Stop after this time, such as 90s, 10m or 2h; what is done stays.", valueName: "time"))
  var time: TimeSpan?

  @Option(
    help: ArgumentHelp(
      "'now': free the room of old copies at once. Refused while another command writes.",
      valueName: "now"))
  var prune: PruneTime?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RepackReport {
    try repository.repack(
      RepackOptions(isDryRun: dryRun, isImmediate: prune == .now, seconds: time?.seconds))
  }
}

/// A time as people write it: a whole number and `s`, `m` or `h`.
struct TimeSpan: ExpressibleByArgument, Equatable {
  let seconds: Double

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    guard let last = argument.last, let unit = units[last],
      let number = UInt32(argument.dropLast())
    else { return nil }
    seconds = Double(number) * unit
  }
}

extension RepackReport: CommandOutput {
  var isSummary: Bool { !isDryRun }

  var json: [String: JSONValue] {
    [
      "dry_run": .bool(isDryRun), "chunks": .count(chunks), "raw_bytes": .size(rawBytes),
      "old_bytes": .size(oldBytes), "new_bytes": .size(newBytes),
      "saved_bytes": .size(savedBytes), "finished": .bool(!isUnfinished),
      "condemned": json(\.condemned), "copied_bytes": .size(collected?.copiedBytes ?? 0),
      "freed": json(\.freed), "trashed": json(\.deleted),
      "next_deletion": .optional(collected?.nextDeletion?.description),
    ]
  }

  private func json(_ packs: KeyPath<CollectReport, CollectedPacks>) -> JSONValue {
    collected.map { $0[keyPath: packs].json } ?? ["packs": 0, "bytes": 0]
  }

  func render(to terminal: inout Terminal) {
    if chunks == 0 {
      terminal.line(
        isUnfinished ? "the time was over before anything was done" : "nothing to repack")
    } else if isDryRun {
      terminal.line(
        "would store \(Units.count(chunks, "chunk")) anew: \(Units.bytes(oldBytes)) would become "
          + "about \(Units.bytes(newBytes))")
    } else {
      terminal.line(
        "stored \(Units.count(chunks, "chunk")) anew: \(Units.bytes(oldBytes)) became "
          + "\(Units.bytes(newBytes))")
    }
    if let collected { render(collected, to: &terminal) }
    if isUnfinished, chunks > 0 {
      terminal.line("stopped when the time was over; the next 'mlx repack' goes on")
    }
  }

  private func render(_ collected: CollectReport, to terminal: inout Terminal) {
    if collected.freed.packs > 0 { terminal.line("freed \(collected.freed.text)") }
    if collected.deleted.packs > 0 {
      terminal.line("moved \(collected.deleted.text) to the trash")
    }
    if collected.condemned.packs > 0, let next = collected.nextDeletion {
      terminal.line(
        "condemned \(collected.condemned.text) with old copies: 'mlx gc' moves them to the trash "
          + "from \(next) on, 'mlx repack --prune=now' frees them now")
    }
    if collected.damagedPacks > 0 {
      terminal.warning(
        Text(
          "\(Units.count(collected.damagedPacks, "pack")) kept: a needed object is damaged; "
            + "run 'mlx fsck'"))
    }
  }
}
