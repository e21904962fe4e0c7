import ArgumentParser
import Objects
import Remotes
import Repository

/// `mlx purge`: forgets a file in all versions. The work is `Repository.purge`.
struct PurgeCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Forget a file in all versions, here and on remotes, for good.",
    usage: "mlx purge <path> | <id> --reason <text> (-n | -y) [--remote <name>]",
    discussion: """
      Deletes the bytes that a path has had in any version, or those of one id, and the
      profiles that quote them. Commits stay as they are. A note says who purged what,
      when and why; it travels with 'push' and 'fetch', and no clone can push the bytes
      back. What is also in another file stays. Numbers in commits (metrics, params) and
      files of the work tree stay too.

      Nothing brings the bytes back: look with '-n' first.

      Examples:
        mlx purge data/customers.csv --reason "erasure request 17" -n
      """)

  @Argument(help: "A path of any version, or the id of a file: 'blob:' and its digits.")
  var subject: String

  @Option(help: "Why; everybody who has a version with the file can read it.")
  var reason: String

  @Flag(name: [.customShort("n"), .long], help: "Say what would be deleted, and delete nothing.")
  var dryRun = false

  @Flag(name: [.customShort("y"), .long], help: "Delete it.")
  var yes = false

  @Option(help: "The remote to purge too; all that can be reached when not given.")
  var remote: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if reason.allSatisfy(\.isWhitespace) {
      throw UsageError("the reason is empty", hint: "say why: '--reason \"erasure request 17\"'")
    }
    if dryRun == yes {
      throw UsageError(
        dryRun ? "'-n' and '-y' exclude each other" : "'purge' deletes bytes for good",
        hint: "'-n' shows what would go, '-y' deletes it")
    }
  }

  func perform(in repository: Repository) async throws -> PurgeReport {
    var request = PurgeRequest(subject, reason: reason)
    request.isDryRun = dryRun
    request.remote = remote
    return try repository.purge(request)
  }
}

extension PurgeReport: CommandOutput {
  var isSummary: Bool { !isDryRun }

  var json: [String: JSONValue] {
    [
      "dry_run": .bool(isDryRun), "files": .list(files, \.json), "objects": .count(objects),
      "bytes": .size(bytes),
      "remotes": .list(remotes) {
        [
          "remote": .string($0.name.string), "location": .string($0.location),
          "objects": .count($0.objects), "bytes": .size($0.bytes),
          "damaged_packs": .count($0.damagedPacks),
        ]
      },
      "unreached": .list(unreached) { .string($0.string) },
      "models": .list(models, JSONValue.string),
      "in_work_tree": .list(inWorkTree) { .string($0.string) },
      "damaged_packs": .count(damagedPacks),
    ]
  }

  func render(to terminal: inout Terminal) {
    terminal.line(
      "\(isDryRun ? "would purge" : "purged") \(Units.count(files.count, "content")) of a file")
    var table = Table(indent: 2)
    for file in files {
      let records = file.records.isEmpty ? "" : Units.count(file.records.count, "record")
      table.row(
        Text("blob \(file.blob.short)", .yellow),
        Text(file.paths.map(\.string).joined(separator: ", ")), Text(records, .dim))
    }
    terminal.table(table)
    terminal.line("here: \(Units.count(objects, "object")) (\(Units.bytes(bytes)))")
    for place in remotes {
      terminal.line(
        "\(place.name) at \(place.location): \(Units.count(place.objects, "object")) "
          + "(\(Units.bytes(place.bytes)))")
      if place.damagedPacks > 0 {
        terminal.warning(
          Text(
            "\(Units.count(place.damagedPacks, "pack")) stay there, and may hold bytes of it: something in "
              + "them is damaged; run 'mlx fsck --remote \(place.name)'"))
      }
    }
    if !models.isEmpty {
      terminal.line("made with it: \(models.joined(separator: ", "))")
    }
    for path in inWorkTree {
      terminal.notice(Text("'\(path)' in the work tree still has the bytes: delete it yourself"))
    }
    for name in unreached {
      terminal.warning(Text("the remote '\(name)' cannot be reached, and may still have it"))
    }
    if damagedPacks > 0 {
      terminal.warning(
        Text(
          "\(Units.count(damagedPacks, "pack")) kept, and may hold bytes of it: something in them is damaged; "
            + "run 'mlx fsck'"))
    }
  }
}
