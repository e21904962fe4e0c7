import ArgumentParser
import Attestation
import Objects
import Profiles
import Repository

/// `mlx show`: describes a commit, a folder, a file or an asset. The work is `Repository.show`.
struct ShowCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Describe a commit, or a file or asset in it.",
    usage: "mlx show [<revision> | <revision>:<path> | <asset>[@<revision>]]",
    discussion: """
      Examples:
        mlx show HEAD~1
        mlx show v1:data/train.csv
        mlx show fraud@main
      """)

  @Argument(
    help: ArgumentHelp("A revision, a path in it, or an asset.", valueName: "revision"))
  var object = "HEAD"

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> ShowOutput {
    let result = try repository.show(object)
    guard case .commit(let shown) = result else { return ShowOutput(result: result) }
    return ShowOutput(
      result: result,
      signatures: try repository.commitSignatures(of: [shown.id])[shown.id] ?? [])
  }
}

/// What `mlx show` found, and the signatures of a commit.
struct ShowOutput: CommandOutput {
  let result: ShowResult
  var signatures: [CheckedSignature] = []

  var json: [String: JSONValue] {
    var keys: [String: JSONValue] = [
      "commit": .null, "tree": .null, "file": .null,
      "external": .null,
    ]
    switch result {
    case .commit(let shown):
      keys.merge(["type": "commit", "commit": shown.json(signatures)]) { $1 }
    case .tree(let shown): keys.merge(["type": "tree", "tree": shown.json]) { $1 }
    case .file(let shown): keys.merge(["type": "file", "file": shown.json]) { $1 }
    case .external(let shown):
      keys.merge(["type": "external", "external": shown.json]) { $1 }
    }
    return keys
  }

  func render(to terminal: inout Terminal) {
    switch result {
    case .commit(let shown): shown.render(to: &terminal, signatures)
    case .tree(let shown): shown.render(to: &terminal)
    case .file(let shown): shown.render(to: &terminal)
    case .external(let shown): shown.render(to: &terminal)
    }
  }
}

extension ShownCommit {
  fileprivate func json(_ signatures: [CheckedSignature]) -> JSONValue {
    var keys = CommitText(
      id: id, commit: commit, refs: refs, purged: purged, signatures: signatures
    ).json
    keys["changes"] = .object(changes.json)
    keys["notes"] = .list(notes, \.json)
    keys["later_metrics"] = .list(laterMetrics, \.json)
    return .object(keys)
  }

  fileprivate func render(to terminal: inout Terminal, _ signatures: [CheckedSignature]) {
    CommitText(id: id, commit: commit, refs: refs, purged: purged, signatures: signatures)
      .render(to: &terminal)
    origins(&terminal)
    var table = Table(indent: 2)
    for listed in notes { table.row(cells: listed.cells) }
    section("Notes:", table, &terminal)
    table = Table(indent: 2)
    for entry in laterMetrics {
      table.row(Text(entry.record.of.name), Text(entry.record.summary), Text(entry.origin, .dim))
    }
    section("Metrics:", table, &terminal)
    if changes.isEmpty { return }
    terminal.line()
    DiffText(report: changes, isShort: false, isVerbose: terminal.settings.isVerbose)
      .render(to: &terminal)
  }

  private func section(_ title: Text, _ table: Table, _ terminal: inout Terminal) {
    if table.isEmpty { return }
    terminal.line()
    terminal.line(title)
    terminal.table(table)
  }
}

extension ShownCommit {
  /// What the version was made from: code, environment, an edge for each output.
  private func origins(_ terminal: inout Terminal) {
    var table = Table(indent: 2)
    if let code = commit.code {
      let files = Units.count(Int(clamping: code.fileCount), "file")
      table.row(
        Text("code", .dim), Text(code.git?.text ?? ""), Text(files),
        Text(AssetObject.tree(code.tree).text, .dim))
    }
    if let environment = commit.environment {
      table.row(
        Text("env", .dim), Text(environment.name), Text(environment.evidence.rawValue),
        Text(AssetObject.environment(environment.id).text, .dim))
    }
    for edge in commit.lineage {
      let inputs = edge.inputs.map(\.text).joined(separator: ", ")
      table.row(
        Text("lineage", .dim), Text("\(edge.output.name) <- \(inputs)"),
        Text(edge.evidenceText))
    }
    if table.lines.isEmpty { return }
    terminal.line()
    terminal.table(table)
  }
}

extension ShownTree {
  fileprivate var json: JSONValue {
    [
      "commit": .string(commit.hex), "path": .string(path.string), "id": .string(id.hex),
      "bytes": .size(size), "asset": asset?.json ?? .null, "entries": .list(entries, \.json),
      "profile": profile?.json ?? .null, "notes": .list(notes, \.json),
      "later_metrics": .list(laterMetrics, \.json),
    ]
  }

  fileprivate func render(to terminal: inout Terminal) {
    var table = Table()
    table.row(Text("folder", .dim), Text(path.string.isEmpty ? "/" : path.string + "/"))
    if let asset { table.row(Text("asset", .dim), Text("\(asset.kind.rawValue) \(asset.name)")) }
    table.row(Text("commit", .dim), Text(commit.hex))
    table.row(Text("id", .dim), Text("tree:\(id.hex)"))
    table.row(Text("size", .dim), Text(Units.bytes(size)))
    table.learntLater(notes, laterMetrics)
    terminal.table(table)
    profile?.render(to: &terminal)
    terminal.line()
    terminal.table(ListingTable.table(of: entries))
  }
}

extension ShownFile {
  private static let shownLinesMax = 20

  fileprivate var json: JSONValue {
    [
      "commit": .string(commit.hex), "path": .string(path.string), "id": .string(id.hex),
      "mode": .string(mode.word), "bytes": .size(size), "asset": asset?.json ?? .null,
      "profile": profile?.json ?? .null, "metrics": .list(metrics, \.json),
      "notes": .list(notes, \.json),
      "later_metrics": .list(laterMetrics, \.json),
    ]
  }

  fileprivate func render(to terminal: inout Terminal) {
    var table = Table()
    table.row(Text("file", .dim), Text(path.string))
    if let asset {
      let format = asset.format.map { ", \($0)" } ?? ""
      table.row(Text("asset", .dim), Text("\(asset.kind.rawValue) \(asset.name)\(format)"))
    }
    table.row(Text("commit", .dim), Text(commit.hex))
    table.row(Text("id", .dim), Text("blob:\(id.hex)"))
    table.row(Text("size", .dim), Text(Units.bytes(size)))
    if mode != .file { table.row(Text("mode", .dim), Text(mode.word)) }
    for record in metrics {
      table.row(Text("metrics", .dim), Text(record.summary))
    }
    table.learntLater(notes, laterMetrics)
    terminal.table(table)
    if let profile {
      profile.render(to: &terminal)
    } else if let preview {
      lines(of: preview, &terminal)
    }
  }

  private func lines(of preview: [UInt8], _ terminal: inout Terminal) {
    let lines = preview.split(
      separator: 0x0A, maxSplits: Self.shownLinesMax, omittingEmptySubsequences: false)
    terminal.line()
    for line in lines.prefix(Self.shownLinesMax)
    where !(line.isEmpty && line.endIndex == preview.endIndex) {
      terminal.write(Escaped.content(String(decoding: line, as: UTF8.self)) + "\n")
    }
    let rest = lines.count > Self.shownLinesMax ? lines[Self.shownLinesMax] : []
    if !rest.isEmpty || !isPreviewWhole {
      terminal.line(Text("…", .dim))
      terminal.hint("'mlx cat \(commit.short):\(ShellWord.quoted(path.string))' prints all of it")
    }
  }
}

extension AssetProfile {
  /// Below what is known of the asset.
  fileprivate func render(to terminal: inout Terminal) {
    terminal.line()
    ProfileText(profile: self, isWhole: terminal.settings.isVerbose).render(to: &terminal)
  }
}

extension Table {
  /// What was learnt of a file or folder after its commit. Metrics are notes too, and stand here once.
  fileprivate mutating func learntLater(_ notes: [ListedNote], _ metrics: [MetricsEntry]) {
    for entry in metrics {
      row(Text("metrics", .dim), "\(entry.record.summary) (\(entry.origin))")
    }
    let shown = Set(metrics.compactMap(\.note?.id))
    for listed in notes where !shown.contains(listed.id) {
      let author = listed.note.author
      row(
        Text("note", .dim),
        "\(listed.id.short, .yellow) \(listed.kindText) \(author.time.text, .dim) \(author.name): \(listed.firstLine)"
      )
    }
  }
}
