import Objects
import References
import Repository
import WorkingTree

/// `mlx status` for a person: where HEAD is, what is staged, what is not, what is not tracked.
struct StatusLongForm {
  let report: StatusReport
  let place: PlaceInTree?

  /// As many files of the code are listed.
  private static let codeMax = 10

  func render(to terminal: inout Terminal) {
    head(&terminal)
    if let pending = report.pendingCheckout {
      let target = pending.to.map { " of \($0.short)" } ?? ""
      terminal.line()
      terminal.line(
        "\("A checkout\(target) was interrupted", .yellow): files may be of either version.")
      terminal.hint("'mlx checkout --continue' ends it, 'mlx checkout --abort' goes back")
    }
    section("Staged for the next commit:", report.staged, report.stagedFiles, &terminal)
    section("Changed, not staged:", report.unstaged, report.unstagedFiles, &terminal)
    ExternalText.render(report, to: &terminal)
    code(&terminal)
    runs(&terminal)
    suggestions(&terminal)
    ending(&terminal)
  }

  private func head(_ terminal: inout Terminal) {
    switch report.head {
    case .branch(let name, let commit):
      terminal.line("On branch \(name, .bold)")
      if commit == nil { terminal.line("No commits yet") }
    case .detached(let commit):
      terminal.line("\("HEAD is detached", .yellow) at \(commit.short, .yellow)")
    }
    if let upstream = report.upstream { render(upstream, &terminal) }
    guard let git = report.git else { return }
    terminal.line(git.line)
    for remark in git.remarks {
      terminal.line(remark.text)
      if let hint = remark.hint { terminal.hint(Text(hint)) }
    }
  }

  private func render(_ upstream: UpstreamState, _ terminal: inout Terminal) {
    switch (upstream.ahead, upstream.behind) {
    case (0, 0): terminal.line("Same as \(upstream.name), as far as is known")
    case (let ahead, 0):
      terminal.line("\(Units.count(ahead, "commit")) ahead of \(upstream.name)")
    case (0, let behind):
      terminal.line("\(Units.count(behind, "commit")) behind \(upstream.name)")
      terminal.hint("'mlx pull' brings them")
    case (let ahead, let behind):
      terminal.line(
        "\(Units.count(ahead, "commit")) ahead of \(upstream.name), "
          + "\(Units.grouped(behind)) behind it")
    }
  }

  private func section(
    _ title: Text, _ assets: [AssetChange], _ files: [FileRoleChange], _ terminal: inout Terminal
  ) {
    if assets.isEmpty && files.isEmpty { return }
    terminal.line()
    terminal.line(title)
    var table = Table(indent: 2, .left, .left, .left, .left, .right)
    for asset in assets { table.row(cells: cells(of: asset)) }
    for file in files {
      table.row(
        Text(file.change.words, file.change.style), Text(file.role.rawValue), "",
        Text(file.path.string))
    }
    terminal.table(table)
    for asset in assets where asset.isSampleTelling { sample(of: asset, &terminal) }
  }

  private func cells(of asset: AssetChange) -> [Text] {
    var remarks: [String] = []
    if let previous = asset.previous {
      if previous.path != asset.path { remarks.append("was at \(previous.path)") }
      if previous.kind != asset.kind || previous.name != asset.name {
        remarks.append("was \(previous.kind.rawValue) \(previous.name)")
      }
    }
    if asset.isSampleTelling { remarks.append(asset.files.text) }
    return [
      Text(asset.change.words, asset.change.style), Text(asset.kind.rawValue), Text(asset.name),
      Text(asset.path.string), Text(asset.change == .deleted ? "" : Units.bytes(asset.bytes)),
      Text(remarks.joined(separator: ", ")),
    ]
  }

  private func sample(of asset: AssetChange, _ terminal: inout Terminal) {
    terminal.line()
    terminal.line("  \(asset.kind.rawValue) \(asset.name):")
    var table = Table(indent: 4)
    for file in asset.sample {
      let from = file.previousPath.map { Text("\($0) -> ") } ?? ""
      table.row(Text(file.change.words, file.change.style), from + Text(file.path.string))
    }
    terminal.table(table)
    let more = asset.files.changed - asset.sample.count
    if more > 0 { terminal.line("    … and \(Units.count(more, "more file"))") }
  }

  private func code(_ terminal: inout Terminal) {
    if report.code.isEmpty { return }
    terminal.line()
    terminal.line("Code that changed, which the next commit records:")
    var table = Table(indent: 2)
    for file in report.code.prefix(Self.codeMax) {
      table.row(Text(file.change.words, file.change.style), Text(file.path.string))
    }
    terminal.table(table)
    let more = report.code.count - Self.codeMax
    if more > 0 { terminal.line("  … and \(Units.count(more, "more file"))") }
  }

  private func runs(_ terminal: inout Terminal) {
    if report.runs.isEmpty { return }
    terminal.line()
    terminal.line("Made by runs, which the commit of their outputs takes up:")
    var table = Table(indent: 2)
    for run in report.runs {
      let outputs = run.outputs.prefix(3).map(\.string).joined(separator: ", ")
      let more = run.outputs.count > 3 ? " and \(run.outputs.count - 3) more" : ""
      table.row(
        Text(run.id.short, .yellow), Text(outputs + more),
        Text(DisplayWidth.shortened(ShellWord.joined(run.run.command), to: 60), .dim))
    }
    terminal.table(table)
  }

  private func suggestions(_ terminal: inout Terminal) {
    if report.suggestions.isEmpty { return }
    terminal.line()
    terminal.line("Not tracked, and looks like a model or dataset:")
    var table = Table(indent: 2, .left, .left, .right)
    for suggestion in report.suggestions {
      var remarks: [String] = []
      if suggestion.files > 1 { remarks.append(Units.count(suggestion.files, "file")) }
      if suggestion.isIgnored { remarks.append("ignored by git") }
      table.row(
        Text(suggestion.kind.rawValue), Text(suggestion.path.string),
        Text(Units.bytes(suggestion.bytes)), Text(remarks.joined(separator: ", "), .dim))
    }
    terminal.table(table)
    if report.moreSuggestions > 0 {
      terminal.line("  … and \(Units.grouped(report.moreSuggestions)) more")
    }
  }

  private func ending(_ terminal: inout Terminal) {
    let isStaged =
      !report.staged.isEmpty || !report.stagedFiles.isEmpty || !report.stagedExternal.isEmpty
    let isChanged = !report.unstaged.isEmpty || !report.unstagedFiles.isEmpty
    if report.isClean && report.trackedAssetCount > 0 {
      terminal.line(
        "Nothing changed: \(Units.count(report.trackedAssetCount, "asset")) tracked, "
          + "\(Units.count(report.trackedFileCount, "file"))")
    }
    if report.leftOut.files > 0 {
      terminal.line(Text(report.leftOut.sentence))
      terminal.hint("'mlx restore PATH' brings them")
    }
    // Nothing can be committed or restored before the checkout has ended.
    if report.pendingCheckout != nil { return }
    if isChanged {
      terminal.hint("'mlx commit -am MESSAGE' records the changes, 'mlx restore PATH' drops them")
    } else if isStaged {
      terminal.hint("'mlx commit -m MESSAGE' records it, 'mlx restore --staged PATH' unstages")
    } else if let first = report.suggestions.first {
      let path = place?.typed(first.path) ?? first.path.string
      terminal.hint("'mlx add \(ShellWord.quoted(path))' tracks it")
    } else if report.trackedAssetCount == 0 {
      terminal.hint("nothing is tracked yet: 'mlx add PATH' begins with a model or dataset")
    }
  }
}

extension AssetChange {
  /// Whether its files say more than the asset's own line.
  fileprivate var isSampleTelling: Bool {
    guard change == .modified || change == .renamed, files.changed > 0 else { return false }
    return sample.count > 1 || sample.first.map { $0.path != path } ?? false
  }
}
