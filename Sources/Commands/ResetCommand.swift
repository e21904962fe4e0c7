import ArgumentParser
import Objects
import References
import Repository

/// `mlx reset [<revision>]`: moves the branch. The work is `Repository.reset`.
struct ResetCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Move the branch to another commit.",
    usage: "mlx reset [--soft | --mixed | --hard] [-f] [<revision>]",
    discussion: """
      --soft moves the branch only, --mixed (the default) also resets what is staged,
      --hard also the files. Changes that are stored nowhere stop it, unless -f is given.

      Examples:
        mlx reset --soft HEAD~1
        mlx reset --hard v1
      """)

  /// What moves with the branch.
  enum Mode: String, EnumerableFlag {
    case soft, mixed, hard

    static func help(for value: Mode) -> ArgumentHelp? {
      switch value {
      case .soft: "Keep what is staged and the files."
      case .mixed: "Keep the files."
      case .hard: "Make everything as in the commit."
      }
    }

    var resetMode: ResetMode {
      switch self {
      case .soft: .soft
      case .mixed: .mixed
      case .hard: .hard
      }
    }
  }

  @Argument(help: "Where to.")
  var revision = "HEAD"

  @Flag(exclusivity: .exclusive)
  var mode: Mode = .mixed

  @Flag(name: .shortAndLong, help: "With --hard, lose changes that are stored nowhere.")
  var force = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> ResetResult {
    try repository.reset(to: Revision(parsing: revision), mode: mode.resetMode, force: force)
  }
}

extension ResetResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "mode": .string(mode.rawValue), "from": from.json, "head": head.json,
      "subject": .string(subject), "checkout": checkout.map { .object($0.json) } ?? .null,
    ]
  }

  func render(to terminal: inout Terminal) {
    let commit = head.commit?.short ?? ""
    terminal.line("\(head.label, .bold) is now at \(commit, .yellow) \(subject)")
    if let checkout {
      terminal.line(Text(checkout.work))
      for notice in checkout.notices { terminal.notice(Text(notice)) }
    }
  }
}
