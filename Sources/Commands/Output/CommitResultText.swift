import Objects
import References
import Repository

// What `mlx commit` prints: the new commit, a line for each asset, and what it cost to store.

extension CommitResult: CommandOutput {
  var isSummary: Bool { true }

  func render(to terminal: inout Terminal) {
    terminal.line("[\(head.label, .bold) \(id.short, .yellow)] \(subject)")
    let isShort = assets.count > 12 && !terminal.settings.isVerbose
    var table = Table(indent: 2, .left, .left, .left, .left, .right)
    for asset in assets where !(isShort && asset.state == .same) {
      table.row(cells: [isRoot ? "" : asset.change.text] + asset.cells)
    }
    for change in external {
      table.row(cells: [isRoot ? "" : change.change.text] + change.cells)
    }
    for record in metrics {
      table.row(cells: [isRoot ? "" : record.state.word] + record.cells)
    }
    if let params {
      let state: ChangeKind = params.isChanged ? .modified : .unchanged
      table.row(
        isRoot ? "" : state.text, "params", "", Text(params.path.string), "",
        Text(ValueList.summary(of: params.values)))
    }
    if let code { table.row(cells: [isRoot ? "" : code.change.text] + code.cells) }
    if let environment {
      table.row(cells: [isRoot ? "" : environment.change.text] + environment.cells)
    }
    for edge in lineage where edge.isNew || terminal.settings.isVerbose {
      table.row(cells: [""] + edge.cells)
    }
    terminal.table(table)
    let same = assets.count { $0.state == .same }
    if isShort && same > 0 { terminal.line("  unchanged  \(Units.count(same, "asset"))") }
    terminal.line("  stored \(Units.bytes(newStoredBytes)) new of \(Units.bytes(totalBytes))")
    if let signature { terminal.line("  signed with \(signature.signingKey)") }
    if let gitCommit { terminal.line("  git commit \(String(gitCommit.prefix(7)), .yellow)") }
    if !leftOut.isEmpty { terminal.notice(Text(LeftOutText.sentence(leftOut))) }
    for notice in notices { terminal.notice(Text(notice)) }
  }

  var json: [String: JSONValue] {
    [
      "commit": .string(id.hex), "branch": .optional(head.branch?.description),
      "root": .bool(isRoot), "amended": .bool(isAmend), "subject": .string(subject),
      "assets": .list(assets, \.json), "external": .list(external, \.json),
      "metrics": .list(metrics, \.json),
      "params": params?.json ?? .null, "code": code?.json ?? .null,
      "environment": environment?.json ?? .null, "git_commit": .optional(gitCommit),
      "lineage": .list(lineage, \.json), "signature": signature?.signatureJSON ?? .null,
      "left_out": .list(leftOut, \.json),
      "new_bytes": .size(newRawBytes), "stored_bytes": .size(newStoredBytes),
      "total_bytes": .size(totalBytes), "notices": .list(notices, JSONValue.string),
    ]
  }
}

extension CommittedAsset {
  /// In the words that other commands have for it.
  fileprivate var change: ChangeKind {
    switch state {
    case .new: .added
    case .changed: .modified
    case .same: .unchanged
    case .moved: .renamed
    case .modeChanged: .modeChanged
    case .removed: .deleted
    }
  }
}

extension CommittedMetrics.State {
  fileprivate var word: Text {
    self == .recorded ? Text("recorded", .green) : Text("unchanged", .dim)
  }
}

extension CommittedAsset {
  fileprivate var cells: [Text] {
    var remarks: [String] = []
    if let format { remarks.append(format) }
    if let detail { remarks.append(detail) }
    if fileCount != 1 { remarks.append(Units.count(fileCount, "file")) }
    let isGone = state == .removed
    return [
      Text(kind.rawValue), Text(name), Text(path.string), Text(isGone ? "" : Units.bytes(size)),
      Text(isGone ? "" : remarks.joined(separator: ", ")),
    ]
  }

  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string),
      "object": .optional(object?.description), "bytes": .size(size), "files": .count(fileCount),
      "format": .optional(format), "detail": .optional(detail), "change": .string(change.rawValue),
    ]
  }
}

extension CommittedMetrics {
  fileprivate var cells: [Text] {
    let data = on.map { ", on \($0)" } ?? ""
    return [
      "metrics", Text(model), Text(path?.string ?? ""), "",
      Text(ValueList.summary(of: values) + data),
    ]
  }

  fileprivate var json: JSONValue {
    [
      "model": .string(model), "on": .optional(on), "path": .optional(path?.string),
      "values": values, "non_finite": .list(nonFinite, JSONValue.string),
      "state": .string(state.rawValue),
    ]
  }
}

extension CommittedParams {
  fileprivate var json: JSONValue {
    ["path": .string(path.string), "values": values, "changed": .bool(isChanged)]
  }
}
