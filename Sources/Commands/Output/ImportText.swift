import Migration
import Objects

// What an import brought, for a person and as JSON.

extension DVCImportReport: CommandOutput {
  var isSummary: Bool { true }
  var status: ExitStatus { isWhole ? .done : .missing }

  var json: [String: JSONValue] {
    [
      "path": .string(root.string), "dry_run": .bool(isDryRun),
      "initialized": .bool(isNewRepository), "git_commits": .count(gitCommits),
      "versions": .list(made, \.json), "kept": .count(kept),
      "branches": .list(branches, \.json), "tags": .list(tags, \.json),
      "files": .count(files), "bytes": .size(bytes), "missing": .list(missing, \.json),
      "unreachable": .list(unreachable) { ["name": .string($0.name), "url": .string($0.url)] },
      "remarks": .list(remarks) {
        ["text": .string($0.text), "git_commits": .list($0.commits, JSONValue.string)]
      },
      "head": head.map { head in
        ["branch": .optional(head.branch?.string), "commit": .optional(head.commit?.hex)]
      } ?? .null,
      "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    terminal.line(Text(summary))
    if files > 0 {
      terminal.line(
        Text(
          "\(isDryRun ? "would read" : "read") \(Units.count(files, "file")) (\(Units.bytes(bytes)))"
            + (isDryRun ? "" : ", each with the MD5 that DVC recorded")))
    }
    var table = Table(indent: 2)
    for branch in branches {
      table.row(Text("branch \(branch.name)"), branch.text(isDryRun: isDryRun))
    }
    for tag in tags { table.row(Text("tag \(tag.name)"), tag.text(isDryRun: isDryRun)) }
    terminal.table(table)
    renderMissing(to: &terminal)
    for remark in remarks { terminal.notice(Text(remark.text + remark.place)) }
    for notice in notices { terminal.notice(Text(notice)) }
    if !isDryRun, !made.isEmpty, isWhole {
      terminal.hint("'mlx log' and 'mlx status' show what there is now")
    }
  }

  private var summary: String {
    let looked = "\(Units.count(gitCommits, "git commit")) looked at"
    let before = kept > 0 ? ", \(Units.grouped(kept)) are as before" : ""
    if made.isEmpty { return "nothing new: \(looked)\(before)" }
    let verb = isDryRun ? "would make" : "made"
    return "\(verb) \(Units.count(made.count, "version")): \(looked)\(before)"
  }

  private func renderMissing(to terminal: inout Terminal) {
    guard !missing.isEmpty else { return }
    terminal.line(
      "\(Units.count(missing.count, "file"), .red) not found: the versions are made without what they belong to"
    )
    let shown = terminal.settings.isVerbose ? missing.count : 20
    var table = Table(indent: 2)
    for item in missing.prefix(shown) {
      table.row(
        Text(item.content.path.string), Text(item.content.hash?.text ?? "no MD5", .yellow),
        Text(item.content.reason.rawValue),
        Text(
          "in \(Units.count(item.commits.count, "git commit")), \(item.commits.first?.prefix(7) ?? "")"
        ))
    }
    terminal.table(table)
    if missing.count > shown {
      terminal.line(
        Text("  and \(Units.grouped(missing.count - shown)) more; '--verbose' lists them"))
    }
    for remote in unreachable {
      terminal.notice(
        Text(
          "the remote '\(remote.name)' at \(remote.url) is not on this machine and was not asked"))
    }
    terminal.hint(
      "'dvc fetch --all-commits' brings what remotes have; then run 'mlx import dvc' again")
  }
}

extension DVCImportReport.Made {
  fileprivate var json: JSONValue {
    [
      "commit": .optional(id?.hex), "git": .string(git), "subject": .string(subject),
      "outputs": .count(outputs),
    ]
  }
}

extension DVCImportReport.Missing {
  fileprivate var json: JSONValue {
    [
      "path": .string(content.path.string), "md5": .optional(content.hash?.text),
      "reason": .string(content.reason.rawValue), "git_commits": .list(commits, JSONValue.string),
    ]
  }
}

extension DVCImportReport.Remark {
  /// Where it holds.
  fileprivate var place: String {
    guard let first = commits.first else { return "" }
    let more = commits.count > 1 ? " and \(Units.grouped(commits.count - 1)) more" : ""
    return " (git commit \(first.prefix(7))\(more))"
  }
}

extension ImportedRef {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "git": .string(git), "commit": .optional(commit?.hex),
      "state": .string(state.rawValue), "instead": .optional(instead),
    ]
  }

  fileprivate func text(isDryRun: Bool) -> Text {
    let place = commit.map { Text($0.short, .yellow) } ?? Text("")
    switch state {
    case .empty: return Text("DVC tracks nothing there")
    case .new: return isDryRun ? Text("") : place + Text(" new")
    case .moved, .same, .replaced: return place + Text(" \(state.rawValue)")
    case .ahead: return place + Text(" and versions of your own on top")
    case .diverged:
      return place + Text(" is on '\(instead ?? "")': '\(name)' has versions that git's has not")
    case .taken: return place + Text(" not moved: a tag of this name is at another version")
    }
  }
}
