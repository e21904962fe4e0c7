import ArgumentParser
import Objects
import Repository

/// `mlx cat`: the bytes of a file in a version. The work is `Repository.cat`.
struct CatCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Print a file of a version, byte for byte.",
    usage: "mlx cat <revision>:<path> | <asset>[@<revision>]",
    discussion: """
      Examples:
        mlx cat HEAD~1:data/train.csv | head
        mlx cat fraud@v1 > old.safetensors
      """)

  static let schemaName: String? = nil

  @Argument(
    help: ArgumentHelp("A version and the file in it, or an asset.", valueName: "revision>:<path"))
  var object: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> CatOutput {
    CatOutput(repository: repository, object: object)
  }
}

/// A file that is read while it is printed.
struct CatOutput: CommandOutput {
  let repository: Repository
  let object: String

  var json: [String: JSONValue] { [:] }

  func render(to terminal: inout Terminal) throws {
    try terminal.stream { sink in try repository.cat(object, to: sink) }
  }
}
