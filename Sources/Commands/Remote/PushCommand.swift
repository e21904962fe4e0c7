import ArgumentParser
import Objects
import References
import Remotes
import Repository

/// `mlx push`: sends branches and tags. The work is `Sharing.push`.
struct PushCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Send branches and tags to a remote.",
    usage: """
      mlx push [--all] [--dry-run] [--limit <rate>] [<remote> [<ref> ...]]
      mlx push --delete [--dry-run] <remote> <ref> ...
      """,
    discussion: """
      Sends the current branch, or the branches and tags that are named, with all that
      they lead to and the remote lacks. The remote's refs move when everything is
      found there, never before. A branch of the remote is only ever moved forward.

      Examples:
        mlx push
        mlx push origin main v1
        mlx push origin --delete topic
      """)

  @Argument(help: "A remote, then branches and tags.")
  var words: [String] = []

  @Flag(help: "Every branch and tag.")
  var all = false

  @Flag(name: [.customShort("d"), .long], help: "Delete these branches and tags of the remote.")
  var delete = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would move, and send nothing.")
  var dryRun = false

  @OptionGroup var limit: LimitOption

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if all && words.count > 1 {
      throw UsageError("'--all' takes no refs", hint: "leave '--all' or the refs out")
    }
    if delete, all || words.count < 2 {
      throw UsageError(
        "'--delete' needs the names of what goes", hint: "such as 'mlx push origin --delete topic'")
    }
  }

  func perform(in repository: Repository) async throws -> PushReport {
    var request = PushRequest()
    request.refs = Array(words.dropFirst())
    request.all = all
    request.isDryRun = dryRun
    let sharing = try repository.sharing(with: words.first, limit: limit.rate)
    return try delete ? sharing.delete(request) : sharing.push(request)
  }
}

extension PushReport: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "remote": .string(remote.string), "location": .string(location),
      "dry_run": .bool(isDryRun), "changed": .bool(isChange),
      "refs": .list(refs) {
        [
          "ref": .string($0.name.description), "from": .optional($0.from?.hex),
          "to": .optional($0.to?.hex),
        ]
      },
      "commits": .count(commits), "notes": .count(notes), "objects": .count(objects),
      "bytes": .size(storedBytes), "proven": .count(provenObjects),
      "purged": .count(purged),
    ]
  }

  func render(to terminal: inout Terminal) {
    guard isChange else {
      terminal.line("\(remote) is up to date")
      return
    }
    terminal.line("\(isDryRun ? "would push" : "pushed") to \(remote, .bold) at \(location)")
    var table = Table(indent: 2)
    for ref in refs where ref.from != ref.to {
      let from = ref.from.map { Text("\($0.short) -> ") } ?? "new "
      let to = ref.to.map { Text($0.short, .yellow) } ?? "deleted"
      table.row(Text(ref.name.description), from + to)
    }
    terminal.table(table)
    if refs.allSatisfy({ $0.to == nil }) { return }
    if isDryRun {
      terminal.line(Text(Units.count(commits, "commit")))
      return
    }
    let notes = notes > 0 ? ", \(Units.count(notes, "note"))" : ""
    terminal.line(
      Text(
        "\(Units.count(commits, "commit"))\(notes): \(Units.count(objects, "object")) sent "
          + "(\(Units.bytes(storedBytes))), \(Units.grouped(provenObjects)) found there"))
    if purged > 0 {
      terminal.notice(
        Text(
          "\(Units.count(purged, "file")) left out, since purged: 'mlx fetch' brings who and why"))
    }
  }
}
