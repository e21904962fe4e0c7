import ArgumentParser
import FileIO
import Objects
import References
import Remotes
import Repository
import SystemPackage

/// `mlx get`: files of a remote without a clone. The work is `Sharing.get`.
struct GetCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Bring one asset or path of a remote, without a clone.",
    usage: "mlx get [-o <path>] <location> <revision> (<asset> | <path>)",
    discussion: """
      Every byte is checked. Beside the file stands '<name>.origin.json' with the whole
      commit that it is from, which names the data, the code and the environment by their
      hashes; the SHA-256 of that commit is its id.

      Examples:
        mlx get /mnt/share/fraud main model/fraud
        mlx get -o fraud.safetensors /mnt/share/fraud v1 models/fraud.safetensors
      """)

  @Argument(help: "A path, or a URL that begins with file://.")
  var location: String

  @Argument(
    help: "A branch, tag or id of the remote, or HEAD.", transform: Revision.init(parsing:))
  var revision: Revision

  @Argument(help: ArgumentHelp("The name of an asset, or a path.", valueName: "asset"))
  var wanted: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to put it; here, under its own name, when not given.", valueName: "path"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> GetReport {
    let start = try global.startFolder()
    let request = GetRequest(
      try RemoteLocation(parsing: location), revision, wanted, base: start,
      destination: output.map { start.pushing(FilePath($0)).lexicallyNormalized() })
    return try Sharing.get(request, session.environment())
  }
}

extension GetReport: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "location": .string(location), "commit": .string(commit.hex), "path": .string(path.string),
      "asset": .optional(asset?.text), "object": .string(object.text),
      "destination": .string(destination.string), "origin": .string(origin.string),
      "files": .count(files), "bytes": .size(bytes),
    ]
  }

  func render(to terminal: inout Terminal) {
    let what = asset.map { Text($0.text, .bold) } ?? Text(path.string, .bold)
    terminal.line("\(what) of \(commit.short, .yellow) at \(location)")
    terminal.line(
      Text(
        "  \(destination.string)  \(Units.count(files, "file")), \(Units.bytes(bytes)), verified"))
    terminal.line(Text("  \(origin.string)  the commit that it is from"))
  }
}
