import ArgumentParser
import FileIO
import Objects
import Repository
import SystemPackage

/// `mlx init [<dir>]`: makes a repository. The work is `Repository.initialize`.
struct InitCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make this folder a repository.",
    usage: "mlx init [<dir>]",
    discussion: """
      What belongs to mlx is in the folder '.mlops', which git ignores. A folder that
      is a repository already stays as it is.
      """)

  @Argument(
    help: ArgumentHelp("The folder; made if it is not there.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> InitResult {
    let start = try global.startFolder()
    let root = folder.map { start.pushing(FilePath($0)).lexicallyNormalized() } ?? start
    if folder != nil { try KernelFileSystem().makeDirectories(root) }
    return try Repository.initialize(at: root, session.environment())
  }
}

extension InitResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    ["path": .string(metadata.string), "reinitialized": .bool(isReinitialized)]
  }

  func render(to terminal: inout Terminal) {
    if isReinitialized {
      terminal.line("\(metadata.string) is a repository already; it stays as it is")
      return
    }
    terminal.line("Initialized an empty repository in \(metadata.string)")
    terminal.hint("'mlx commit -m MESSAGE --model PATH --data PATH' records a first version")
  }
}
