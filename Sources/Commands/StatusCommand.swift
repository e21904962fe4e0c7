import ArgumentParser
import Objects
import References
import Repository
import WorkingTree

/// `mlx status`: what the next commit would record. The work is `Repository.status`.
struct StatusCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what changed since the last commit.",
    usage: "mlx status [-s] [--rehash]",
    discussion: """
      With -s, one line each: the first letter is what is staged, the second what is
      not. A added, M modified, D deleted, R renamed, ?? not tracked.
      """)

  @Flag(name: .shortAndLong, help: "One line for each asset or file.")
  var short = false

  @Flag(help: "Read every file again instead of trusting sizes and times.")
  var rehash = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> StatusOutput {
    StatusOutput(
      report: try repository.status(rehash: rehash), isShort: short,
      place: PlaceInTree(global, in: repository))
  }
}

/// A status report with the form that was asked for.
struct StatusOutput: CommandOutput {
  let report: StatusReport
  let isShort: Bool
  /// Where the command runs, for what a hint says to type.
  let place: PlaceInTree?

  var json: [String: JSONValue] {
    [
      "head": report.head.json,
      "upstream": report.upstream?.json ?? .null,
      "clean": .bool(report.isClean),
      "staged": .list(report.staged, \.json),
      "unstaged": .list(report.unstaged, \.json),
      "staged_files": .list(report.stagedFiles, \.json),
      "unstaged_files": .list(report.unstagedFiles, \.json),
      "staged_external": .list(report.stagedExternal, \.json),
      "external": .list(report.external, \.json),
      "code": .list(report.code, \.json), "git": report.git?.json ?? .null,
      "tracked": [
        "assets": .count(report.trackedAssetCount), "files": .count(report.trackedFileCount),
      ],
      "suggestions": .list(report.suggestions, \.json),
      "more_suggestions": .count(report.moreSuggestions),
      "pending_checkout": report.pendingCheckout.map {
        ["from": .optional($0.from?.hex), "to": .optional($0.to?.hex)]
      } ?? .null,
      "left_out": report.leftOut.json,
      "runs": .list(report.runs) { run in
        [
          "id": .string(run.id.hex), "command": .list(run.run.command, JSONValue.string),
          "outputs": .list(run.outputs) { .string($0.string) },
        ]
      },
      "notices": .list(report.notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    if isShort {
      StatusShortForm(report: report).render(to: &terminal)
    } else {
      StatusLongForm(report: report, place: place).render(to: &terminal)
    }
    for notice in report.notices { terminal.notice(Text(notice)) }
  }
}

extension UpstreamState {
  fileprivate var json: JSONValue {
    ["name": .string("\(name)"), "ahead": .count(ahead), "behind": .count(behind)]
  }
}

extension AssetChange {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string),
      "change": .string(change.rawValue), "previous": previous?.json ?? .null,
      "files": files.json, "sample": .list(sample, \.json), "bytes": .size(bytes),
    ]
  }
}

extension FileRoleChange {
  fileprivate var json: JSONValue {
    [
      "path": .string(path.string), "role": .string(role.rawValue),
      "change": .string(change.rawValue),
    ]
  }
}

extension Suggestion {
  fileprivate var json: JSONValue {
    [
      "path": .string(path.string), "kind": .string(kind.rawValue), "bytes": .size(bytes),
      "files": .count(files), "format": .optional(format), "reason": .string(why),
      "ignored": .bool(isIgnored),
    ]
  }
}
