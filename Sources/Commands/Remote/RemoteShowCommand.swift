import ArgumentParser
import Objects
import References
import Remotes
import Repository

/// `mlx remote show`: looks at a place. The work is `Sharing.survey`.
struct RemoteShowCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what is at a place now.",
    usage: "mlx remote show [<name>]",
    discussion: "Reads the remote's refs and index; nothing is fetched.")

  static let schemaName: String? = "remote-show"

  @Argument(help: "The remote; 'origin', or the only one, when not given.")
  var name: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RemoteShowOutput {
    let remote = try repository.remote(named: name)
    return RemoteShowOutput(
      remote: remote, survey: try repository.sharing(with: remote.name.string).survey())
  }
}

/// A remote as it is now; nothing was pushed there when the survey is nil.
struct RemoteShowOutput: CommandOutput {
  let remote: Remote
  let survey: RemoteSurvey?

  var json: [String: JSONValue] {
    [
      "remote": remote.json, "empty": .bool(survey == nil),
      "head": .optional(survey?.headBranch?.string),
      "refs": .list(survey?.refs ?? []) {
        ["ref": .string($0.name.description), "commit": .string($0.commit.hex)]
      },
      "packs": .count(survey?.packs ?? 0), "bytes": .size(survey?.packBytes ?? 0),
    ]
  }

  func render(to terminal: inout Terminal) {
    terminal.line("\(remote.name, .bold) at \(remote.place)")
    guard let survey else {
      terminal.line("nothing was pushed there yet")
      return
    }
    var table = Table(indent: 2)
    for ref in survey.refs {
      table.row(Text(ref.name.description), Text(ref.commit.short, .yellow))
    }
    terminal.table(table)
    terminal.line("\(Units.count(survey.packs, "pack")), \(Units.bytes(survey.packBytes))")
  }
}
