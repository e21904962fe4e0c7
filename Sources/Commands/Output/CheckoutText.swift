import Objects
import References
import Repository

// What `checkout`, `switch`, `restore` and `reset` print: where HEAD is, and what changed on disk.

extension CheckoutResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "from": from.json, "head": head.json, "commit": .optional(commit?.hex),
      "subject": .optional(subject), "new_branch": .bool(isNewBranch),
      "written": .count(written), "deleted": .count(deleted), "kept": .count(kept),
      "bytes": .size(bytes), "carried": .list(carried) { .string($0.string) },
      "code_left": codeLeft?.json ?? .null, "left_out": leftOut.json,
      "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    renderHead(to: &terminal)
    terminal.line(Text(work))
    let shownMax = terminal.settings.isVerbose ? Int.max : 10
    for path in carried.prefix(shownMax) { terminal.line("  kept your changes in \(path)") }
    if carried.count > shownMax {
      terminal.line("  kept your changes in \(Units.count(carried.count - shownMax, "more file"))")
    }
    leftOut.render(to: &terminal)
    if let codeLeft { code(codeLeft, &terminal) }
    for notice in notices { terminal.notice(Text(notice)) }
  }

  /// What git commit belongs to the version whose code was left to git.
  private func code(_ git: GitState, _ terminal: inout Terminal) {
    terminal.notice(Text("the code is left to git; this version was made at \(git.text)"))
    let way = git.commit.map { "'git checkout \($0.prefix(7))' or " } ?? ""
    terminal.hint("\(way)'mlx checkout --code \(head.commit?.short ?? "HEAD")' brings its code")
  }

  /// Such as `3 files written (8.4 MB), 1 deleted, 12 as they were`.
  var work: String {
    if written == 0 && deleted == 0 { return "all files are as they were" }
    var parts: [String] = []
    if written > 0 {
      parts.append("\(Units.count(written, "file")) written (\(Units.bytes(bytes)))")
    }
    if deleted > 0 {
      parts.append(
        written > 0
          ? "\(Units.grouped(deleted)) deleted" : "\(Units.count(deleted, "file")) deleted")
    }
    if kept > 0 { parts.append("\(Units.grouped(kept)) as they were") }
    return parts.joined(separator: ", ")
  }

  private func renderHead(to terminal: inout Terminal) {
    let at = head.commit.map { Text("\($0.short, .yellow) \(subject ?? "")") } ?? "no commit yet"
    if isAborted {
      terminal.line("Back on \(head.branch?.string ?? "a detached HEAD", .bold) at \(at)")
      return
    }
    if head == from {
      if let commit, commit != head.commit {
        terminal.line("Restored from \(commit.short, .yellow) \(subject ?? "")")
      }
      return
    }
    switch head {
    case .branch(let name, _) where from.branch != name:
      terminal.line(
        "Switched to \(isNewBranch ? "a new branch" : "branch") \(name, .bold) at \(at)")
    case .branch(let name, _):
      terminal.line("\(name, .bold) is now at \(at)")
    case .detached:
      terminal.line("HEAD is now at \(at)")
    }
  }
}

extension LeftOutFiles {
  var json: JSONValue { ["files": .count(files), "bytes": .size(bytes)] }

  /// Says what a partial clone did not bring; nothing where that is nothing.
  func render(to terminal: inout Terminal) {
    guard files > 0 else { return }
    terminal.notice(Text(sentence))
    terminal.hint("'mlx restore PATH' brings one, 'mlx restore .' all of them")
  }

  /// Such as `3 files (1.2 GB) are not here: this clone leaves them out`.
  var sentence: String {
    let end =
      files == 1
      ? "is not here: this clone leaves it out" : "are not here: this clone leaves them out"
    return "\(Units.count(files, "file")) (\(Units.bytes(bytes))) \(end)"
  }
}
