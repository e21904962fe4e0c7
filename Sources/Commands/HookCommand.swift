import ArgumentParser
import Objects
import Repository

/// `mlx hook NAME …`: what git's hooks run. The work is `Repository.runHook`.
struct HookCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Follow git: what the hooks of 'mlx init --hooks' run.",
    usage: "mlx hook (post-checkout | post-merge | post-rewrite | pre-push) [<argument> ...]",
    discussion: """
      Brings the version that mlx.lock names after git changed it. What stands in the
      way is said; nothing is overwritten, and the exit status is 0.
      """)

  @Argument(help: ArgumentHelp("The hook of git.", valueName: "hook"))
  var name: String

  @Argument(parsing: .allUnrecognized, help: "What git passes to it.")
  var arguments: [String] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> HookResult {
    guard let hook = GitHook(rawValue: name) else {
      throw UsageError(
        "git's hook '\(name)' is not one that mlx knows",
        hint: "it knows " + GitHook.allCases.map(\.rawValue).joined(separator: ", "))
    }
    // A work tree of the same git repository, or another one with these hooks, may have no mlx.
    guard let repository = try session.repositoryIfThere() else { return HookResult() }
    return repository.runHook(hook, arguments: arguments)
  }
}

extension HookResult: CommandOutput {
  var json: [String: JSONValue] {
    [
      "checkout": checkout.map { .object($0.json) } ?? .null,
      "warnings": .list(warnings, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    if let checkout {
      let place = checkout.head.branch?.string ?? "HEAD"
      let version = checkout.head.commit.map { "\($0.short) \(checkout.subject ?? "")" } ?? ""
      terminal.line("mlx: \(place, .bold) is at \(version); \(checkout.work)")
      for notice in checkout.notices { terminal.notice(Text(notice)) }
    }
    for warning in warnings { terminal.warning("mlx: \(warning)") }
    for hint in hints { terminal.hint(Text(hint)) }
  }
}
