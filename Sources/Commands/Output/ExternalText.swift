import Objects
import Repository

// External assets for a person and as JSON, for every command that shows some.

extension ExternalAsset {
  /// Kind, name, location, size, and what is known of the content.
  func cells(_ remarks: [String] = []) -> [Text] {
    [
      Text(kind.rawValue), Text(name), Text(location), Text(size.map { Units.bytes($0) } ?? ""),
      Text((["external"] + [format].compactMap { $0 } + remarks).joined(separator: ", ")),
    ]
  }

  var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "name": .string(name), "location": .string(location),
      "object": .string(object.description), "bytes": size.map(JSONValue.size) ?? .null,
      "format": .optional(format),
    ]
  }
}

extension ExternalChange {
  var cells: [Text] { asset.cells(remarks) }

  /// What it was, and its size before.
  private var remarks: [String] {
    guard let before, change != .deleted else { return [] }
    var remarks: [String] = []
    if before.location != asset.location { remarks.append("was at \(before.location)") }
    if before.reference != asset.reference {
      remarks.append("was \(before.kind.rawValue) \(before.name)")
    }
    if before.object != asset.object, let size = before.size, size != asset.size {
      remarks.append("had \(Units.bytes(size))")
    }
    return remarks
  }

  var json: JSONValue {
    [
      "kind": .string(asset.kind.rawValue), "name": .string(asset.name),
      "location": .string(asset.location), "change": .string(change.rawValue),
      "before": before?.json ?? .null, "after": change == .deleted ? .null : asset.json,
    ]
  }

  /// Its line, and the ids where they differ.
  fileprivate var lines: [Text] {
    let sizes = [before?.size, change == .deleted ? nil : asset.size].compactMap { $0 }
      .map { Units.bytes($0) }
    let shown = sizes.count == 2 && sizes[0] == sizes[1] ? [sizes[0]] : sizes
    let location = before.map { $0.location == asset.location ? "" : "\($0.location) -> " } ?? ""
    let title: Text =
      "\(change.words, change.style) \(asset.kind.rawValue) \(asset.name, .bold)  "
      + "\(location)\(asset.location)  \(shown.joined(separator: " -> ")), external"
    var table = Table(indent: 2)
    let ids = (before?.object, change == .deleted ? nil : asset.object)
    if ids.0 != ids.1 {
      if let old = ids.0 { table.row(Text("-", .red), Text(old.digest.hex, .red)) }
      if let new = ids.1 { table.row(Text("+", .green), Text(new.digest.hex, .green)) }
    }
    return [title] + table.lines
  }
}

extension ExternalDrift {
  var cells: [Text] {
    [
      Text(state.rawValue, state == .unreachable ? .red : .yellow), Text(asset.kind.rawValue),
      Text(asset.name), Text(asset.location), Text(size.map { Units.bytes($0) } ?? ""),
      Text(reason ?? ""),
    ]
  }

  var json: JSONValue {
    [
      "kind": .string(asset.kind.rawValue), "name": .string(asset.name),
      "location": .string(asset.location), "state": .string(state.rawValue),
      "bytes": size.map(JSONValue.size) ?? .null, "reason": .optional(reason),
    ]
  }
}

/// Sections of longer outputs.
enum ExternalText {
  /// In `diff` and `show`; a line each where it is short.
  static func lines(of changes: [ExternalChange], isShort: Bool) -> [Text] {
    if !isShort { return changes.flatMap(\.lines) }
    var table = Table(indent: 1, .left, .left, .left, .left, .right)
    for change in changes { table.row(cells: [change.change.text] + change.cells) }
    return table.lines
  }

  /// In `status`: what is staged, then what is not as it is staged.
  static func render(_ report: StatusReport, to terminal: inout Terminal) {
    if !report.stagedExternal.isEmpty {
      var table = Table(indent: 2, .left, .left, .left, .left, .right)
      for change in report.stagedExternal { table.row(cells: [change.change.text] + change.cells) }
      terminal.line()
      terminal.line("External assets staged for the next commit:")
      terminal.table(table)
    }
    if report.external.isEmpty { return }
    var table = Table(indent: 2, .left, .left, .left, .left, .right)
    for drift in report.external { table.row(cells: drift.cells) }
    terminal.line()
    terminal.line("External assets that are not as recorded:")
    terminal.table(table)
    if report.isClean { terminal.line() }
    let states = Set(report.external.map(\.state))
    if states.contains(.touched) {
      terminal.hint("'mlx status --rehash' reads what was touched")
    } else if states.contains(.modified) {
      terminal.hint("'mlx commit -am MESSAGE' records what is there now")
    }
  }
}

extension AddedExternal {
  var cells: [Text] {
    var remarks: [String] = []
    if fileCount > 1 { remarks.append(Units.count(fileCount, "file")) }
    if fileCount == 0 { remarks.append("not read") }
    if let previous, previous.location != asset.location {
      remarks.append("was at \(previous.location)")
    }
    if let previous, previous.reference != asset.reference {
      remarks.append("was \(previous.kind.rawValue) \(previous.name)")
    }
    return [change.text] + asset.cells(remarks)
  }

  var json: JSONValue {
    guard case .object(var members) = asset.json else { return .null }
    members["change"] = .string(change.rawValue)
    members["previous"] = previous?.json ?? .null
    members["files"] = .count(fileCount)
    return .object(members)
  }
}

extension ShownExternal {
  var json: JSONValue {
    [
      "commit": .string(commit.hex), "asset": asset.json, "entries": .list(entries, \.json),
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table()
    table.row(Text("external", .dim), Text(asset.location))
    let format = asset.format.map { ", \($0)" } ?? ""
    table.row(Text("asset", .dim), Text("\(asset.kind.rawValue) \(asset.name)\(format)"))
    table.row(Text("commit", .dim), Text(commit.hex))
    table.row(Text("id", .dim), Text(asset.object.text))
    if let size = asset.size { table.row(Text("size", .dim), Text(Units.bytes(size))) }
    terminal.table(table)
    if entries.isEmpty { return }
    terminal.line()
    terminal.table(ListingTable.table(of: entries))
  }
}
