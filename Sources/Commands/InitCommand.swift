import ArgumentParser
import FileIO
import Migration
import Objects
import Repository
import SystemPackage

/// `mlx init [<dir>]`: makes a repository. The work is `Repository.initialize`.
struct InitCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make this folder a repository.",
    usage: "mlx init [--store <store>] [--hooks] [--git-diff] [<dir>]",
    discussion: """
      What belongs to mlx is in the folder '.mlops', which git ignores. A folder that
      is a repository already stays as it is. With --hooks, git's hooks bring the
      version that belongs to what git checked out; they never overwrite a change.
      With --store, objects are kept in another folder, which several clones share.
      With --git-diff, 'git diff' shows models that git tracks tensor by tensor.
      """)

  @Argument(
    help: ArgumentHelp("The folder; made if it is not there.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @OptionGroup var store: StoreOption

  @Flag(help: "Install hooks of git that follow it.")
  var hooks = false

  @Flag(name: .customLong("git-diff"), help: "Let git show models that it tracks as lines.")
  var gitDiff = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> InitOutput {
    let start = try global.startFolder()
    let root = folder.map { start.pushing(FilePath($0)).lexicallyNormalized() } ?? start
    if folder != nil { try KernelFileSystem().makeDirectories(root) }
    let environment = try session.environment()
    let made = try Repository.initialize(
      at: root, store: store.folder(from: start), environment)
    let repository = try Repository.open(at: root, environment)
    return InitOutput(
      made: made, hooks: hooks ? try repository.installHooks() : nil,
      driver: gitDiff ? try repository.installDiffDriver() : nil,
      offersDriver: !gitDiff && repository.offersDiffDriver(),
      isDVC: DVCImport.isRepository(repository.workTree.root, in: environment.fileSystem))
  }
}

/// What `mlx init` made.
struct InitOutput: CommandOutput {
  let made: InitResult
  let hooks: InstalledHooks?
  let driver: InstalledDiffDriver?
  /// Whether git tracks models that it cannot show.
  let offersDriver: Bool
  /// Whether DVC tracks files here.
  let isDVC: Bool

  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "path": .string(made.metadata.string), "reinitialized": .bool(made.isReinitialized),
      "dvc": .bool(isDVC),
      "store": .optional(made.store?.string),
      "hooks": hooks.map { hooks in
        [
          "folder": .string(hooks.folder),
          "installed": .list(hooks.installed) { .string($0.rawValue) },
          "kept": .list(hooks.kept) { .string($0.rawValue) },
        ]
      } ?? .null,
      "gitDiff": driver.map { driver in
        [
          "attributes": .string(driver.attributes), "command": .string(driver.command),
          "patterns": .list(driver.patterns, JSONValue.string),
          "kept": .list(driver.kept, JSONValue.string),
        ]
      } ?? .null,
    ]
  }

  func render(to terminal: inout Terminal) {
    if made.isReinitialized {
      terminal.line("\(made.metadata.string) is a repository already; it stays as it is")
    } else {
      terminal.line("Initialized an empty repository in \(made.metadata.string)")
      if let store = made.store { terminal.line("Its objects are in \(store.string)") }
      terminal.hint(
        isDVC
          ? "DVC tracks files here: 'mlx import dvc --dry-run' says what 'mlx import dvc' would bring"
          : "'mlx commit -m MESSAGE --model PATH --data PATH' records a first version")
    }
    if let hooks { render(hooks, to: &terminal) }
    if let driver { render(driver, to: &terminal) }
    if offersDriver {
      terminal.hint("'mlx init --git-diff' lets 'git diff' show the models that git tracks")
    }
  }

  private func render(_ driver: InstalledDiffDriver, to terminal: inout Terminal) {
    terminal.line(
      "git shows \(Units.count(driver.patterns.count, "kind")) of files as lines now")
    terminal.hint(
      "commit '\(driver.attributes)'; others run 'mlx init --git-diff' once in their clone")
    for pattern in driver.kept {
      terminal.notice("'.gitattributes' says how to compare '\(pattern)' already; that stays")
    }
    if !driver.isOwn {
      terminal.notice(
        "git has a setting diff.mlx.textconv already, which stays: '\(driver.command)'")
    }
  }

  private func render(_ hooks: InstalledHooks, to terminal: inout Terminal) {
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
