import Objects
import Profiles

/// How two versions of a model differ, for a person: the verdict, then the largest changes first.
struct ModelDiffText {
  let diff: ModelDiff
  /// The verdict alone.
  let isShort: Bool
  /// All tensors, however many.
  let isVerbose: Bool

  private static let tensorsMax = 20
  private static let textsMax = 5

  var lines: [Text] {
    let verdict: Text = "  \("tensors", .bold)  \(diff.verdict.sentence)"
    if isShort { return [verdict] }
    return [verdict] + table + metadata + diff.notices.map { Text("    \($0)", .yellow) }
  }

  private var table: [Text] {
    if diff.tensors.isEmpty { return [] }
    let shown = isVerbose ? diff.tensors : Array(diff.tensors.prefix(Self.tensorsMax))
    var table = Table(indent: 4, .left, .left, .left, .left, .right, .right, .right)
    if shown.contains(where: { $0.difference != nil }) {
      table.row(
        cells: ["", "", "", "", "relative L2", "max |Δ|", "cosine", hasNaN(shown) ? "NaN" : ""]
          .map { Text($0, .dim) })
    }
    let namesFiles = Set(shown.map(\.name)).count < shown.count
    for change in shown { table.row(cells: cells(of: change, namesFiles)) }
    let more = diff.tensors.count - shown.count
    let rest =
      more > 0 ? [Text("    … and \(Units.count(more, "more tensor")); '-v' lists all", .dim)] : []
    return table.lines + rest
  }

  private func hasNaN(_ changes: [TensorChange]) -> Bool {
    changes.contains { $0.difference.map { $0.nans.before + $0.nans.after > 0 } ?? false }
  }

  /// - Parameter namesFiles: several files have tensors of the same name.
  private func cells(of change: TensorChange, _ namesFiles: Bool) -> [Text] {
    let figures = change.difference
    let nans = figures.map { ($0.nans.before, $0.nans.after) } ?? (0, 0)
    return [
      Text(change.kind.rawValue, change.kind.style),
      Self.pair(
        change.before.map { Self.title($0, namesFiles) },
        change.after.map { Self.title($0, namesFiles) }),
      Self.pair(change.before?.type, change.after?.type),
      Self.pair(change.before.map(Self.shape), change.after.map(Self.shape)),
      Text(figures.map { SignificantDigits.text($0.relativeL2) } ?? ""),
      Text(figures.map { SignificantDigits.text($0.distanceMax) } ?? ""),
      Text(figures?.cosine.map(Self.cosine) ?? ""),
      nans == (0, 0) ? "" : Text("\(nans.0) -> \(nans.1)", nans.1 > nans.0 ? .boldRed : .plain),
      Text(remark(of: change), .dim),
    ]
  }

  /// Near 1 the digits behind the nines say something.
  private static func cosine(_ number: Double) -> String {
    SignificantDigits.text(number, digits: abs(number) > 0.9 ? 6 : 3)
  }

  private static func title(_ side: TensorChange.Side, _ namesFile: Bool) -> String {
    DisplayWidth.shortened(namesFile ? "\(side.file): \(side.name)" : side.name, to: 100)
  }

  private func remark(of change: TensorChange) -> String {
    if let rows = change.commonRows, change.difference != nil {
      return "the first \(Units.count(rows, change.entry)) of each"
    }
    if let isConversion = change.isConversion {
      return isConversion ? "the same values" : "other values"
    }
    return change.reason ?? ""
  }

  /// Both sides, once where they are the same.
  private static func pair(_ before: String?, _ after: String?) -> Text {
    guard let before, let after, before != after else { return Text(after ?? before ?? "") }
    return Text("\(before) -> \(after)")
  }

  private static func shape(_ side: TensorChange.Side) -> String {
    side.shape.isEmpty ? "scalar" : side.shape.map(String.init).joined(separator: "×")
  }

  private var metadata: [Text] {
    let shown = isVerbose ? diff.metadata : Array(diff.metadata.prefix(Self.textsMax))
    let more = diff.metadata.count - shown.count
    var table = Table(indent: 4)
    for change in shown {
      table.row(
        Text("metadata"), Text(change.key),
        Text("\(Self.cut(change.before)) -> \(Self.cut(change.after))"))
    }
    let rest =
      more > 0
      ? [Text("    … and \(Units.count(more, "more text")) of metadata; '-v' lists all", .dim)] : []
    return table.lines + rest
  }

  private static func cut(_ text: String?) -> String {
    text.map { DisplayWidth.shortened($0, to: 60) } ?? "-"
  }
}

extension TensorChange {
  /// What there are more or fewer of.
  fileprivate var entry: String { after?.shape.count == 1 ? "number" : "row" }
}

extension TensorChange.Kind {
  fileprivate var style: Style {
    switch self {
    case .added: .green
    case .removed: .red
    case .renamed, .reshaped, .retyped, .changed: .yellow
    case .uncompared: .dim
    }
  }
}
