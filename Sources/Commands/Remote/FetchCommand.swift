import ArgumentParser
import Objects
import References
import Remotes
import Repository

/// `mlx fetch`: brings what a remote has. The work is `Sharing.fetch`.
struct FetchCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Bring what a remote has; no branch and no file changes.",
    usage: """
      mlx fetch [--only <asset>@<revision>]... [--depth <n> | --unshallow]
                [--limit <rate>] [<remote>]
      """,
    discussion: """
      The remote's branches are then known as 'origin/main'. Tags and notes come along;
      a tag that is here already stays where it is.

      A partial clone fetches no more files than it was made for. --only brings those
      of an asset of some version as well; they can then be used offline.

      Examples:
        mlx fetch
        mlx fetch --only model/fraud@origin/main
      """)

  @Option(
    help: ArgumentHelp("Bring the files of this too.", valueName: "asset@revision"))
  var only: [String] = []

  @Option(help: ArgumentHelp("Go back this many commits from each branch.", valueName: "n"))
  var depth: Int?

  @Flag(help: "Go back to the beginning, from now on.")
  var unshallow = false

  @Argument(help: "The remote; 'origin', or the only one, when not given.")
  var remote: String?

  @OptionGroup var limit: LimitOption

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if let depth, depth < 1 { throw UsageError("'--depth' is a number above zero") }
    if depth != nil, unshallow {
      throw UsageError("'--depth' and '--unshallow' exclude each other")
    }
  }

  func perform(in repository: Repository) async throws -> FetchReport {
    var request = FetchRequest()
    request.only = only
    request.depth = depth
    request.unshallow = unshallow
    return try repository.sharing(with: remote, limit: limit.rate).fetch(request)
  }
}

extension FetchReport: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "remote": .string(remote.string), "location": .string(location),
      "changed": .bool(isChange), "refs": .list(refs, \.json),
      "kept_tags": .list(keptTags) { .string($0.string) },
      "commits": .count(commits), "notes": .count(notes), "objects": .count(objects),
      "bytes": .size(storedBytes), "files": .count(files),
    ]
  }

  func render(to terminal: inout Terminal) {
    if isChange { renderChanges(to: &terminal) } else { terminal.line("nothing new on \(remote)") }
    if files > 0 { terminal.line("\(Units.count(files, "file")) that you named: here") }
    for tag in keptTags {
      terminal.notice("the tag '\(tag)' is another commit on \(remote); yours stays")
    }
  }

  private func renderChanges(to terminal: inout Terminal) {
    terminal.line("fetched from \(remote, .bold) at \(location)")
    var table = Table(indent: 2)
    for ref in refs { table.row(cells: ref.cells) }
    terminal.table(table)
    if commits == 0, notes == 0 { return }
    let notes = notes > 0 ? ", \(Units.count(notes, "note"))" : ""
    terminal.line(
      Text(
        "\(Units.count(commits, "commit"))\(notes): \(Units.count(objects, "object")) "
          + "received (\(Units.bytes(storedBytes)))"))
  }
}

extension FetchedRef {
  fileprivate var json: JSONValue {
    [
      "ref": .string(name.description), "from": .optional(from?.hex), "to": .optional(to?.hex),
    ]
  }

  fileprivate var cells: [Text] {
    let text: Text
    switch (from, to) {
    case (nil, let to?): text = "new " + Text(to.short, .yellow)
    case (let from?, let to?): text = Text("\(from.short) -> ") + Text(to.short, .yellow)
    default: text = "gone"
    }
    return [Text(name.shown), text]
  }
}

extension RefName {
  /// As it is typed: `origin/main`, `tags/v1`.
  fileprivate var shown: String {
    if case .remote(let name) = self { "\(name)" } else { description }
  }
}
