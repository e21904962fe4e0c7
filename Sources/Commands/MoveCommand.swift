import ArgumentParser
import Objects
import Repository

/// `mlx mv <from> <to>`: moves a file or folder. The work is `Repository.move`.
struct MoveCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "mv",
    abstract: "Move a tracked file or folder; the asset keeps its name.",
    usage: "mlx mv <source> <destination>",
    discussion: """
      Example:
        mlx mv models/fraud.safetensors models/v2/fraud.safetensors
      """)

  @Argument(help: "What to move.", completion: .file())
  var source: String

  @Argument(help: "Its new path, or a folder to put it into.", completion: .file())
  var destination: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> MoveResult {
    try repository.move(
      global.path(source, in: repository), to: global.path(destination, in: repository),
      intoFolder: destination.hasSuffix("/"))
  }
}

extension MoveResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "from": .string(from.string), "to": .string(to.string), "assets": .list(assets, \.json),
      "files": .count(fileCount), "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    let files = fileCount > 1 ? " (\(Units.count(fileCount, "file")))" : ""
    terminal.line("moved \(from) to \(to)\(files)")
    for notice in notices { terminal.notice(Text(notice)) }
  }
}
