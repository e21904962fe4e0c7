import ArgumentParser
import Objects
import References
import Remotes
import Repository

/// `mlx pull`: fetches, and the current branch follows. The work is `Sharing.pull`.
struct PullCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetch, and move the current branch and the files forward.",
    usage: "mlx pull [--limit <rate>] [<remote>]",
    discussion: """
      The branch of the same name on the remote is followed. Where both have commits
      of their own nothing moves, and what can be done is said. Beside git, the version
      that 'mlx.lock' names is brought: a fresh 'git clone' needs nothing else.
      """)

  @Argument(help: "The remote; 'origin', or the only one, when not given.")
  var remote: String?

  @OptionGroup var limit: LimitOption

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> PullReport {
    let repository = try Sharing.repository(
      from: global.startFolder(), session.environment())
    return try repository.sharing(with: remote, limit: limit.rate).pull()
  }
}

extension PullReport: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "fetched": .object(fetched.json), "branch": .optional(branch?.string),
      "from": .optional(from?.hex), "to": .optional(to?.hex), "ahead": .count(ahead),
      "checkout": checkout.map { .object($0.json) } ?? .null,
    ]
  }

  func render(to terminal: inout Terminal) {
    if fetched.isChange { fetched.render(to: &terminal) }
    if let checkout {
      checkout.render(to: &terminal)
    } else if ahead > 0, let branch {
      terminal.line(
        "\(branch, .bold) has \(Units.count(ahead, "commit")) that \(fetched.remote) lacks")
      terminal.hint("'mlx push' sends them")
    } else {
      terminal.line("\(branch?.string ?? "HEAD", .bold) is up to date")
    }
  }
}
