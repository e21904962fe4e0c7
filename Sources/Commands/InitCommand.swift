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
    usage: "mlx init [--hooks] [<dir>]",
    discussion: """
      What belongs to mlx is in the folder '.mlops', which git ignores. A folder that
      is a repository already stays as it is. With --hooks, git's hooks bring the
      version that belongs to what git checked out; they never overwrite a change.
      """)

  @Argument(
    help: ArgumentHelp("The folder; made if it is not there.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @Flag(help: "Install hooks of git that follow it.")
  var hooks = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> InitOutput {
    let start = try global.startFolder()
    let root = folder.map { start.pushing(FilePath($0)).lexicallyNormalized() } ?? start
    if folder != nil { try KernelFileSystem().makeDirectories(root) }
    let environment = try session.environment()
    let made = try Repository.initialize(at: root, environment)
    let installed =
      hooks ? try Repository.open(at: root, environment).installHooks() : nil
    return InitOutput(made: made, hooks: installed)
  }
}

/// What `mlx init` made.
struct InitOutput: CommandOutput {
  let made: InitResult
  let hooks: InstalledHooks?

  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "path": .string(made.metadata.string), "reinitialized": .bool(made.isReinitialized),
      "hooks": hooks.map { hooks in
        [
          "folder": .string(hooks.folder),
          "installed": .list(hooks.installed) { .string($0.rawValue) },
          "kept": .list(hooks.kept) { .string($0.rawValue) },
        ]
      } ?? .null,
    ]
  }

  func render(to terminal: inout Terminal) {
    if made.isReinitialized {
      terminal.line("\(made.metadata.string) is a repository already; it stays as it is")
    } else {
      terminal.line("Initialized an empty repository in \(made.metadata.string)")
      terminal.hint("'mlx commit -m MESSAGE --model PATH --data PATH' records a first version")
    }
    guard let hooks else { return }
    if !hooks.installed.isEmpty {
      let names = hooks.installed.map(\.rawValue).joined(separator: ", ")
      terminal.line("Installed git's hooks \(names) in \(hooks.folder)")
    }
    for hook in hooks.kept {
      terminal.notice(
        "git has a hook '\(hook.rawValue)' already; add the line '\(hook.line(prefix: hooks.prefix))' to it"
      )
    }
  }
}
