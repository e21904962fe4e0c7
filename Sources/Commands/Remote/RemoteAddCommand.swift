import ArgumentParser
import Objects
import References
import Remotes
import Repository

/// `mlx remote add`: names a place. The work is `Repository.addRemote`.
struct RemoteAddCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Name a place.",
    usage: "mlx remote add <name> <location>",
    discussion: """
      The location is a folder: on this machine, or on any mount. Nothing is read from
      it, and it need not be there: the first push makes it.

      Examples:
        mlx remote add origin /mnt/share/fraud
      """)

  static let schemaName: String? = "remote-add"

  @Argument(help: "What this repository calls it.")
  var name: String

  @Argument(help: "A path, or a URL that begins with file://.")
  var location: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RemoteOutput {
    RemoteOutput(
      remote: try repository.addRemote(
        RemoteName(validating: name), at: RemoteLocation(parsing: location),
        from: global.startFolder()), verb: "added")
  }
}

/// A remote that was added or removed.
struct RemoteOutput: CommandOutput {
  let remote: Remote
  let verb: String

  var isSummary: Bool { true }
  var json: [String: JSONValue] { ["remote": remote.json] }

  func render(to terminal: inout Terminal) {
    terminal.line("\(verb) remote \(remote.name, .bold) at \(remote.place)")
    if verb == "added" {
      terminal.hint("'mlx push' sends a branch there, 'mlx fetch' brings what is there")
    }
  }
}

extension Remote {
  /// The folder, or what is written down.
  var place: String { path?.string ?? location.text }

  /// As `mlx remote list --json` shows it.
  var json: JSONValue {
    [
      "name": .string(name.string), "location": .string(location.text),
      "path": .optional(path?.string), "origin": .string(origin.rawValue),
    ]
  }
}
