import Objects
import Profiles
import Repository

/// A comparison for a person: assets with their files, code, environment, metrics, params.
struct DiffText {
  let report: DiffReport
  /// Counts, sizes and verdicts only.
  let isShort: Bool
  /// `-v`: all files of an asset, however many.
  var isVerbose = false

  /// As many files of an asset are listed.
  private static let shownMax = 20

  func render(to terminal: inout Terminal) {
    for line in lines { terminal.line(line) }
  }

  var lines: [Text] {
    var lines = isShort ? short : report.assets.flatMap { whole($0) + tensors(of: $0) }
    if !isShort {
      lines += rows(report.files[...])
    }
    lines += ExternalText.lines(of: report.external, isShort: isShort)
    return lines + code + environment + metrics + params
  }

  private var short: [Text] {
    assetTable.lines.enumerated().flatMap { place, line in
      place < report.assets.count ? [line] + tensors(of: report.assets[place]) : [line]
    }
  }

  private func tensors(of asset: AssetDiff) -> [Text] {
    asset.tensors.map {
      ModelDiffText(diff: $0, isShort: isShort, isVerbose: isVerbose).lines
    } ?? []
  }

  /// A line for each asset and file.
  private var assetTable: Table {
    var table = Table(indent: 1)
    for asset in report.assets {
      table.row(
        Text(asset.change.words, asset.change.style), Text(asset.kind.rawValue), Text(asset.name),
        path(of: asset), Text(sizes(of: asset)), Text(remarks(of: asset)))
    }
    for file in report.files {
      table.row(
        Text(file.change.words, file.change.style), Text("file"), "", Text(file.path.string),
        Text(Self.sizes(file.sizeBefore, file.sizeAfter, file.change)))
    }
    return table
  }

  private func whole(_ asset: AssetDiff) -> [Text] {
    let remarks = [sizes(of: asset), remarks(of: asset)].filter { !$0.isEmpty }
    let title: Text =
      "\(asset.change.words, asset.change.style) \(asset.kind.rawValue) \(asset.name, .bold)  "
      + "\(path(of: asset))  \(remarks.joined(separator: ", "))"
    var table = Table(indent: 2)
    if asset.files.count == 1, asset.files[0].path == asset.path {
      ids(of: asset.files[0], &table)
      return [title] + table.lines + content(of: asset.files[0])
    } else {
      let shown = isVerbose ? asset.files.count : Self.shownMax
      if asset.files.count > shown {
        let more = Units.count(asset.files.count - shown, "more file")
        return [title] + rows(asset.files.prefix(shown))
          + [Text("  … and \(more); '-v' lists all", .dim)]
      }
    }
    return [title] + rows(asset.files[...])
  }

  private func ids(of file: FileDiff, _ table: inout Table) {
    if file.before == file.after { return }
    if let before = file.before { table.row(Text("-", .red), Text(before.hex, .red)) }
    if let after = file.after { table.row(Text("+", .green), Text(after.hex, .green)) }
  }

  private var code: [Text] {
    if report.code.isEmpty { return [] }
    let shown = isVerbose ? report.code.count : Self.shownMax
    let lines = report.code.compactMap(\.lines)
    let sum =
      lines.isEmpty
      ? ""
      : ", +\(lines.reduce(0) { $0 + $1.addedCount }) "
        + "-\(lines.reduce(0) { $0 + $1.deletedCount }) lines"
    let title: Text = "\("code", .bold)  \(FileCounts(report.code).text)\(sum)"
    if isShort { return [title] }
    let more = report.code.count - shown
    let rest =
      more > 0 ? [Text("  … and \(Units.count(more, "more file")); '-v' lists all", .dim)] : []
    return [title] + rows(report.code.prefix(shown)) + rest
  }

  /// A line for each file, with the lines that differ below it.
  private func rows(_ files: ArraySlice<FileDiff>) -> [Text] {
    var table = Table(indent: 2)
    for file in files { table.row(cells: cells(of: file)) }
    return zip(table.lines, files).flatMap { [$0] + content(of: $1) }
  }

  /// What differs in a file: its rows, where they were compared, otherwise its lines; with `-v` both.
  private func content(of file: FileDiff) -> [Text] {
    let notice = file.notice.map { [Text("    (\($0))", .dim)] } ?? []
    let rows = file.table.map { TableDiffText(diff: $0, isVerbose: isVerbose).lines } ?? []
    if !rows.isEmpty, !isVerbose { return notice + rows }
    return notice + rows + LineText(isWhole: isVerbose).lines(of: file)
  }

  private var environment: [Text] {
    guard let difference = report.environment else { return [] }
    let shown = isVerbose ? Int.max : Self.shownMax
    let lines = EnvironmentDiffText(difference: difference).summary(shownMax: shown)
    return isShort ? Array(lines.prefix(1)) : lines
  }

  private func cells(of file: FileDiff) -> [Text] {
    let from = file.previousPath.map { Text("\($0) -> ") } ?? ""
    return [
      Text(file.change.words, file.change.style),
      from + Text(file.path.string + (file.isFolder ? "/" : "")),
      Text(file.isFolder ? "" : Self.sizes(file.sizeBefore, file.sizeAfter, file.change)),
      Text(Self.sharing(file.sharedBytes, of: file.sizeAfter)),
    ]
  }

  private func path(of asset: AssetDiff) -> Text {
    guard let previous = asset.previous, previous.path != asset.path else {
      return Text(asset.path.string)
    }
    return "\(previous.path) -> \(asset.path)"
  }

  private func sizes(of asset: AssetDiff) -> String {
    Self.sizes(asset.sizeBefore, asset.sizeAfter, asset.change)
  }

  private func remarks(of asset: AssetDiff) -> String {
    var remarks: [String] = []
    if let previous = asset.previous, previous.kind != asset.kind || previous.name != asset.name {
      remarks.append("was \(previous.kind.rawValue) \(previous.name)")
    }
    let isOneFile = asset.files.count == 1 && asset.files[0].path == asset.path
    if !isOneFile && asset.counts.changed > 0 {
      remarks.append("files: \(asset.counts.text)")
    }
    if isShort {
      let rows = TableDiffText.short(asset.files.compactMap(\.table))
      if !rows.isEmpty { remarks.append(rows) }
    }
    let sharing = Self.sharing(asset.sharedBytes, of: asset.sizeAfter)
    if !sharing.isEmpty { remarks.append(sharing) }
    return remarks.joined(separator: ", ")
  }

  private static func sizes(_ before: UInt64, _ after: UInt64, _ change: ChangeKind) -> String {
    switch change {
    case .added: return Units.bytes(after)
    case .deleted: return Units.bytes(before)
    default:
      let texts = (Units.bytes(before), Units.bytes(after))
      return texts.0 == texts.1 ? texts.1 : "\(texts.0) -> \(texts.1)"
    }
  }

  /// Such as `87 % shared`; empty where nothing is, or all, or where it was not compared.
  private static func sharing(_ shared: UInt64?, of bytes: UInt64) -> String {
    guard let shared, shared > 0, shared < bytes else { return "" }
    let percent = Int((Double(min(shared, bytes)) / Double(bytes) * 100).rounded(.down))
    return "\(percent) % shared"
  }

  private var metrics: [Text] {
    let groups = Dictionary(grouping: report.metrics) { "\($0.model)\u{0}\($0.on ?? "")" }
    return groups.sorted { $0.key < $1.key }.flatMap { _, metrics -> [Text] in
      guard let first = metrics.first else { return [] }
      let data = first.on.map { " on \($0)" } ?? ""
      let isOther = first.on != nil && metrics.contains { !$0.isSameData && $0.before != nil }
      var table = Table(indent: 2)
      for metric in metrics { table.row(cells: cells(of: metric)) }
      let remark = isOther ? ", whose bytes changed" : ""
      return ["metrics of \(first.model, .bold)\(data)\(remark)"] + table.lines
    }
  }

  private func cells(of metric: MetricDiff) -> [Text] {
    let change = metric.before?.number.flatMap { before in
      metric.after?.number.flatMap { DecimalText.difference(from: before, to: $0) }
    }
    return [
      Text(metric.metric),
      Text("\(ValueList.text(of: metric.before)) -> \(ValueList.text(of: metric.after))"),
      Text(change ?? ""), metric.verdictText,
    ]
  }

  private var params: [Text] {
    if report.params.isEmpty { return [] }
    var table = Table(indent: 2)
    for param in report.params {
      table.row(
        Text(param.key),
        Text("\(ValueList.text(of: param.before)) -> \(ValueList.text(of: param.after))"))
    }
    return ["params"] + table.lines
  }
}
