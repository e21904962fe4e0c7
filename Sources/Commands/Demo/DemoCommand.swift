import ArgumentParser
import FileIO
import Objects
import SystemPackage

/// `mlx demo [<dir>]`: the main job on a sample project that it makes.
struct DemoCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Make a sample project and walk through the main job on it.",
    usage: "mlx demo [<dir>]",
    discussion: """
      Makes a model (safetensors, 8 MB) and a dataset (CSV, 2 MB), and prints each
      command before its output. The folder stays, so that you can go on in it.
      """)

  static let schemaName: String? = nil

  @Argument(
    help: ArgumentHelp("A new or empty folder; a temporary one when not given.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func execute(_ session: Session, terminal: inout Terminal) async throws -> ExitStatus {
    if global.json {
      throw UsageError("'demo' has no JSON form", hint: "leave '--json' out")
    }
    let root = try emptyFolder()
    var walk = DemoWalk(root: root, settings: terminal.settings)
    return try await walk.run(&terminal)
  }

  /// The folder to work in, made if it is not there. One with files in it is refused.
  private func emptyFolder() throws -> FilePath {
    let fileSystem = KernelFileSystem()
    let parent = FilePath(ProcessEnvironment.value("TMPDIR") ?? "/tmp")
    let root =
      try folder.map { try global.startFolder().pushing(FilePath($0)).lexicallyNormalized() }
      ?? parent.appending(TemporaryName.make(prefix: "mlx-demo"))
    switch try fileSystem.status(at: root, followingLinks: true)?.type {
    case nil: try fileSystem.makeDirectories(root)
    case .directory?:
      if try !fileSystem.entries(of: root).isEmpty { throw DemoError.notEmpty(root.string) }
    default: throw FileError.notADirectory(root.string)
    }
    return root
  }
}

/// Why the demo does not run.
enum DemoError: MLXError {
  case notEmpty(String)
  /// A step of the walk failed; what it said was printed.
  case stepFailed(String)
  case notTheSame(String)

  var code: String {
    switch self {
    case .notEmpty: "folder-not-empty"
    case .stepFailed: "demo-step-failed"
    case .notTheSame: "object-mismatch"
    }
  }

  var description: String {
    switch self {
    case .notEmpty(let path): "'\(path)' is not empty"
    case .stepFailed(let command): "the step '\(command)' failed"
    case .notTheSame(let path): "'\(path)' did not come back as it was"
    }
  }

  var hint: String? {
    switch self {
    case .notEmpty: "name a new folder, or run 'mlx demo' for a temporary one"
    case .stepFailed, .notTheSame:
      "this is a fault in mlx; please report it with what was printed"
    }
  }
}
