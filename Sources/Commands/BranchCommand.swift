import ArgumentParser
import Objects
import References
import Repository

/// `mlx branch`: lists, makes, renames and deletes branches.
struct BranchCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "branch",
    abstract: "List, create, rename or delete branches.",
    usage: """
      mlx branch
      mlx branch [-f] <name> [<revision>]
      mlx branch -m [-f] [<old>] <new>
      mlx branch -d | -D <name> ...
      """,
    discussion: """
      -d refuses a branch with commits that HEAD does not have; -D does not.
      """)

  @Argument(
    help: ArgumentHelp("A name, then where the branch begins; or names.", valueName: "name"))
  var words: [String] = []

  @Flag(name: .shortAndLong, help: "Delete branches.")
  var delete = false

  @Flag(name: .customShort("D"), help: "Delete branches, also with commits of their own.")
  var forceDelete = false

  @Flag(name: [.customShort("m"), .customLong("move")], help: "Rename a branch.")
  var rename = false

  @Flag(name: .shortAndLong, help: "Move or replace a branch that exists.")
  var force = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    let count = words.count
    let isDelete = delete || forceDelete
    if isDelete && rename {
      throw UsageError(
        "'-d' and '-m' exclude each other", hint: "delete and rename in two commands")
    }
    if isDelete && count == 0 {
      throw UsageError("no branch is named to delete", hint: "'mlx branch' lists them")
    }
    if rename && !(1...2).contains(count) {
      throw UsageError(
        "'-m' takes a new name, or an old and a new one", hint: "run 'mlx branch -m OLD NEW'")
    }
    if !isDelete && !rename && count > 2 {
      throw UsageError(
        "'branch' takes a name and a revision", hint: "make one branch: 'mlx branch NAME REVISION'")
    }
  }

  func perform(in repository: Repository) async throws -> BranchOutput {
    if delete || forceDelete {
      let names = try words.map { try BranchName(validating: $0) }
      return .deleted(try repository.deleteBranches(names, force: forceDelete || force))
    }
    guard let first = words.first else { return .list(try repository.branches()) }
    let name = try BranchName(validating: first)
    guard rename else {
      let start = words.count > 1 ? words[1] : "HEAD"
      return .created(try repository.createBranch(name, at: Revision(parsing: start), force: force))
    }
    let new = words.count > 1 ? try BranchName(validating: words[1]) : name
    return .renamed(
      try repository.renameBranch(words.count > 1 ? name : nil, to: new, force: force))
  }
}

/// What `mlx branch` found or did.
enum BranchOutput: CommandOutput {
  case list([BranchInfo])
  case created(Branch)
  case deleted([Branch])
  case renamed(RenamedBranch)

  var isSummary: Bool { if case .list = self { false } else { true } }

  var json: [String: JSONValue] {
    var keys: [String: JSONValue] = [
      "branches": .null, "created": .null, "deleted": .null, "renamed": .null,
    ]
    switch self {
    case .list(let branches):
      keys["branches"] = .list(branches) {
        [
          "name": .string($0.name.string), "commit": .optional($0.commit?.hex),
          "current": .bool($0.isCurrent), "subject": .optional($0.subject),
        ]
      }
    case .created(let branch): keys["created"] = branch.json
    case .deleted(let branches):
      keys["deleted"] = .list(branches) {
        ["name": .string($0.name.string), "commit": .string($0.target.hex)]
      }
    case .renamed(let branch):
      keys["renamed"] = [
        "from": .string(branch.from.string), "to": .string(branch.to.string),
        "commit": .optional(branch.target?.hex),
      ]
    }
    return keys
  }

  func render(to terminal: inout Terminal) {
    switch self {
    case .list(let branches): Self.render(branches, &terminal)
    case .created(let branch):
      if let previous = branch.previous {
        terminal.line(
          "moved branch \(branch.name) from \(previous.short) to \(branch.target.short)")
      } else {
        terminal.line("created branch \(branch.name) at \(branch.target.short)")
      }
    case .deleted(let branches):
      for branch in branches {
        terminal.line("deleted branch \(branch.name), which was at \(branch.target.short)")
      }
    case .renamed(let branch): terminal.line("renamed branch \(branch.from) to \(branch.to)")
    }
  }

  private static func render(_ branches: [BranchInfo], _ terminal: inout Terminal) {
    var table = Table()
    for branch in branches {
      let name = Text(branch.name.string, branch.isCurrent ? .green : .plain)
      table.row(
        "\(branch.isCurrent ? "*" : " ") \(name)", Text(branch.commit?.short ?? "-", .yellow),
        Text(branch.subject ?? "no commits yet"))
    }
    terminal.table(table)
  }
}

extension Branch {
  fileprivate var json: JSONValue {
    [
      "name": .string(name.string), "commit": .string(target.hex),
      "previous": .optional(previous?.hex),
    ]
  }
}
