import Objects
import Profiles
import Repository

// A run for a person, and as JSON.

extension RunRecord {
  /// The keys of the record.
  var members: [String: JSONValue] {
    var members = (try? JSONValue(parsing: encode()))?.object ?? [:]
    members["schema"] = nil
    return members
  }

  var statusText: Text {
    if outcome.isSuccess, !isSuccess { return Text("output missing", .red) }
    return Text(outcome.word, isSuccess ? .green : .red)
  }

  /// How long it took; nothing where that was not measured.
  var timeText: String {
    outcome.seconds > 0 ? Units.seconds(outcome.seconds) : ""
  }
}

extension Units {
  /// A measured time: `0.42 s`, `12.3 s`, `3 min 20 s`.
  static func seconds(_ seconds: Double) -> String {
    if seconds >= 60 { return duration(seconds: seconds) }
    let digits: Double = seconds < 10 ? 100 : 10
    return "\(DecimalText.of((seconds * digits).rounded() / digits)) s"
  }
}

extension ListedRun {
  var json: [String: JSONValue] {
    var members = run.members
    members["id"] = .string(id.hex)
    return members
  }

  func render(to terminal: inout Terminal) {
    terminal.line("run \(id.hex, .yellow)\(run.name.map { " \($0)" } ?? "")")
    var table = Table(indent: 2)
    func row(_ label: String, _ cells: Text...) {
      table.row(cells: [Text(label, .dim)] + cells)
    }
    row("command", Text(ShellWord.joined(run.command)))
    if !run.folder.isRoot { row("folder", Text(run.folder.string)) }
    row("status", run.statusText)
    row("started", Text("\(run.started.text) by \(run.author.name) on \(run.host)"))
    if run.outcome.seconds > 0 {
      row(
        "took",
        Text(
          "\(run.timeText), processor \(Units.seconds(run.outcome.userSeconds)) user and "
            + "\(Units.seconds(run.outcome.systemSeconds)) system, memory \(Units.bytes(run.outcome.memoryBytes))"
        ))
    }
    row("evidence", Text(run.evidenceText))
    terminal.table(table)
    var files = Table(indent: 2)
    for (label, list) in run.fileLists {
      for file in list { files.row(cells: file.cells(label)) }
    }
    for file in run.outside.listed { files.row(cells: file.cells) }
    if let code = run.code {
      files.row(cells: [
        "code", Text(code.git?.commit.map { "git \($0.prefix(7))" } ?? ""), Text(""),
        Text(code.tree.short),
      ])
    }
    if let environment = run.environment {
      files.row(cells: ["env", Text(""), Text(""), Text(environment.short)])
    }
    terminal.table(files)
    renderValues(to: &terminal)
  }

  private func renderValues(to terminal: inout Terminal) {
    var table = Table(indent: 2)
    let values =
      [("param", run.params?.values)] + run.metrics.map { ("metric", Optional($0.values)) }
    for case (let label, let value?) in values {
      for pair in ValueList.flattened(value) {
        table.row(Text(label), Text(pair.key), Text(ValueList.text(of: pair.value)))
      }
    }
    for (label, stream) in [("stdout", run.output), ("stderr", run.errors)] {
      guard let stream else { continue }
      let cut = stream.isTruncated ? ", its beginning and end are kept" : ""
      table.row(Text(label), Text("\(Units.bytes(stream.size))\(cut)"))
    }
    terminal.table(table)
    guard let trace = run.trace else { return }
    for address in trace.connections.listed { terminal.line("  connected to \(address)") }
    if terminal.settings.isVerbose {
      for text in trace.blind { terminal.line("  not seen: \(text)") }
    }
  }
}

extension RunRecord {
  /// How its inputs are known, in words.
  fileprivate var evidenceText: String {
    switch evidence {
    case .observed:
      "observed: \(Units.count(undeclared.count, "undeclared input"))"
        + (outside.isEmpty ? "" : ", \(outside.count) outside of the work tree")
    case .recorded:
      "recorded: inputs hashed before, outputs after"
        + (trace.map { ", \(Units.count($0.unknownCalls, "call")) that could not be read" } ?? "")
    case .declared: "declared: \(changed.joined(separator: ", ")) changed while it ran"
    }
  }

  fileprivate var fileLists: [(String, [RunFile])] {
    [("input", inputs), ("undeclared", undeclared.listed), ("output", outputs)]
  }
}

extension RunFile {
  fileprivate func cells(_ label: String) -> [Text] {
    [
      Text(label), Text(name + (object?.isTree == true ? "/" : "")),
      Text(object == nil ? "" : Units.bytes(size)),
      object.map { Text(String($0.digest.hex.prefix(7))) } ?? Text("missing", .red),
      Text(asset.map { "\($0.kind.rawValue) \($0.name)" } ?? "", .dim),
    ]
  }
}

extension OutsideFile {
  fileprivate var cells: [Text] {
    [
      "outside", Text(path), Text(Units.bytes(size)), Text(blob?.short ?? "not hashed"),
    ]
  }
}

extension RunReport {
  var json: [String: JSONValue] {
    var members = run.members
    members["id"] = .string(id.hex)
    members["missing"] = .list(missing, JSONValue.string)
    members["notices"] = .list(notices, JSONValue.string)
    return members
  }

  /// On standard error: standard output is the command's.
  func render(to terminal: inout Terminal) {
    terminal.flush()
    if !terminal.settings.isQuiet {
      let name = run.name.map { " \($0)" } ?? ""
      let time = run.outcome.seconds > 0 ? ", \(run.timeText)" : ""
      terminal.say(
        "[run \(id.short, .yellow)\(name)] \(run.statusText)\(time), \(run.evidence.rawValue)")
      for output in run.outputs where output.object != nil {
        let mark = output.object?.isTree == true ? "/" : ""
        terminal.say(
          "  made \(output.name)\(mark), \(Units.bytes(output.size)), \(output.object?.digest.hex.prefix(7) ?? "")"
        )
      }
    }
    for notice in notices { terminal.warning(Text(notice)) }
    for name in missing {
      terminal.error("the output '\(name)' \(reasons[name] ?? "was not made")")
    }
    guard !terminal.settings.isQuiet, !run.outputs.isEmpty else { return }
    if run.isSuccess {
      terminal.hint("'mlx commit' takes the run up with what it made")
    } else {
      terminal.notice("the run is recorded, and no commit takes it up")
    }
  }
}
