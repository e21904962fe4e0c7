import ArgumentParser
import Objects
import Remotes
import Repository

/// `mlx drop`: frees bytes here that a remote has. The work is `Sharing.drop`.
struct DropCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop",
    abstract: "Free bytes here that are proven to be on a remote.",
    usage: """
      mlx drop [-n] [--remote <name>] <path> | <asset>[@<revision>] ...
      mlx drop [-n] [--remote <name>] --all-but-head
      """,
    discussion: """
      Each object of the files is looked up on the remote, and a ref there must lead to
      it; else nothing is dropped. Files in the work tree stay, and so does what other
      versions share with the files. Commits stay whole: what is dropped is known to be
      on the remote.

      Examples:
        mlx drop fraud@v1
        mlx drop --all-but-head
      """)

  @Argument(help: "Paths of HEAD, assets at a version, or versions.")
  var words: [String] = []

  @Flag(help: "The files of all versions that neither HEAD nor what is staged has.")
  var allButHead = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be freed, and free nothing.")
  var dryRun = false

  @Option(help: "The remote; 'origin', or the only one, when not given.")
  var remote: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if allButHead != words.isEmpty {
      throw UsageError(
        allButHead ? "'--all-but-head' takes no names" : "nothing to drop is named",
        hint: "name files or assets, or give '--all-but-head'")
    }
  }

  func perform(in repository: Repository) async throws -> DropReport {
    var request = DropRequest()
    request.words = words
    request.allButHead = allButHead
    request.isDryRun = dryRun
    return try repository.sharing(with: remote).drop(request)
  }
}

extension DropReport: CommandOutput {
  var isSummary: Bool { !isDryRun }

  var json: [String: JSONValue] {
    [
      "remote": .string(remote.string), "location": .string(location),
      "dry_run": .bool(isDryRun), "files": .count(files), "file_bytes": .size(fileBytes),
      "examples": .list(examples, JSONValue.string), "objects": .count(objects),
      "freed_bytes": .size(freedBytes), "proven": .count(provenObjects),
      "absent": .count(absentFiles), "unproven": .count(unprovenFiles),
      "damaged_packs": .count(damagedPacks),
    ]
  }

  func render(to terminal: inout Terminal) {
    if files > 0 {
      let names = examples.joined(separator: ", ") + (files > examples.count ? ", …" : "")
      terminal.line(
        "\(isDryRun ? "would drop" : "dropped") \(Units.count(files, "file")) "
          + "(\(Units.bytes(fileBytes))): \(names)")
      terminal.line(
        "\(Units.count(provenObjects, "object")) found on \(remote); "
          + "\(Units.bytes(freedBytes)) \(isDryRun ? "would be" : "were") freed here")
    } else {
      terminal.line("nothing to drop")
    }
    if absentFiles > 0 { terminal.line("\(Units.count(absentFiles, "file")) not here anyway") }
    if unprovenFiles > 0 {
      terminal.notice(
        Text("\(Units.count(unprovenFiles, "file")) kept: not proven to be on \(remote)"))
    }
    if damagedPacks > 0 {
      terminal.warning(
        Text(
          "\(Units.count(damagedPacks, "pack")) kept: something in them is damaged; run 'mlx fsck'")
      )
    }
  }
}
