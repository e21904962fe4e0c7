// Datasets, laid out.
import Objects
import Profiles
import Repository

extension ReviewDocument {
  var datasets: [Block] { report.datasets.flatMap(dataset) }

  private func dataset(_ review: DatasetReview) -> [Block] {
    let asset = review.asset
    var blocks: [Block] = [.heading(title(asset, "Data"), level: 2)]
    var grid = Grid(["", "before", "after", "Δ"], [.left, .right, .right, .right])
    row(of: asset, in: &grid)
    grid.row("Size", size(asset.before), size(asset.after), files(asset))
    if let drift = review.drift {
      let overlap = drift.overlap.map { "about \(FigureText.percent($0)) of all rows are in both" }
      grid.row(
        "Rows", Phrase(Units.grouped(drift.rows.before)), Phrase(Units.grouped(drift.rows.after)),
        review.rows.flatMap(rows) ?? Phrase(overlap ?? ""))
    }
    if let side = asset.after, let location = side.location {
      grid.row("Kept at", "", Phrase.code(location), "")
    }
    blocks.append(.table(grid))
    if let notice = review.notice {
      blocks.append(
        .paragraph(
          "Values are not compared: \(notice). Make it with \(code: "mlx profile \(asset.reference.name)@\(names.head)")"
        ))
    }
    let moved = review.columns.filter { $0.change != .same }
    guard !moved.isEmpty else {
      if review.drift != nil { blocks.append(.paragraph("No column moved.")) }
      return blocks
    }
    var columns = Grid(
      ["Column", "Type", "Missing", "Drift", "Note"], [.left, .left, .right, .left, .left])
    cut(
      &columns, moved.lazy.map { row($0, review.thresholds) },
      advice:
        "\(code: "mlx dataset drift \(asset.reference.name)@\(names.base) \(asset.reference.name)@\(names.head)")"
    )
    blocks.append(.table(columns))
    return blocks
  }

  /// `+12 481 −203 ~88 (key tx_id)`, of all tables together.
  private func rows(_ tables: [Comparison.Table]) -> Phrase? {
    guard let first = tables.first else { return nil }
    func sum(_ part: (Comparison.Table) -> UInt64) -> String {
      Units.grouped(tables.reduce(0) { $0 &+ part($1) })
    }
    let text: Phrase = "+\(sum { $0.added }) −\(sum { $0.removed }) ~\(sum { $0.changed })"
    guard tables.count == 1 else { return text + " in \(tables.count) tables" }
    return text
      + (first.key.isEmpty ? " by content" : " by \(code: first.key.joined(separator: ", "))")
  }

  private func files(_ asset: ReviewedAsset) -> Phrase {
    let counts = asset.counts
    guard case .tree? = asset.after?.object ?? asset.before?.object else { return "" }
    return "files +\(counts.added) −\(counts.deleted) ~\(counts.modified + counts.renamed)"
  }

  private func row(_ column: ColumnReview, _ thresholds: DriftThresholds) -> [Phrase] {
    let name: Phrase
    switch column.change {
    case .added: name = "+\(code: column.name)"
    case .removed: name = "−\(code: column.name)"
    default: name = .code(column.name)
    }
    let types = [column.types.before, column.types.after].compactMap { $0 }
    let type = types.first == types.last ? types.prefix(1) : types[...]
    let rates = [column.nullRates.before, column.nullRates.after].compactMap { $0 }
      .map { FigureText.percent($0) }
    let rate = rates.count == 2 && rates[0] == rates[1] ? rates.prefix(1) : rates[...]
    return [
      name, Phrase(type.joined(separator: " → ")), Phrase(rate.joined(separator: " → ")),
      measures(column), note(column),
    ]
  }

  private func measures(_ column: ColumnReview) -> Phrase {
    guard let drift = column.drift else { return "" }
    let all: [(ColumnDrift.Measure, String, Double?)] = [
      (.psi, "PSI", drift.psi), (.kolmogorovSmirnov, "KS", drift.kolmogorovSmirnov),
    ]
    return .joined(
      all.compactMap { measure, title, value in
        guard let value else { return nil }
        let text = SignificantDigits.text(value, digits: 2)
        return column.past.contains(measure)
          ? "\(title) \(strong: text)" : "\(title) \(text)"
      }, separator: " ")
  }

  private func note(_ column: ColumnReview) -> Phrase {
    switch column.change {
    case .added: return .strong("column added")
    case .removed: return .strong("column removed")
    default: break
    }
    var notes: [Phrase] = []
    if column.change == .retyped { notes.append(.strong("another type")) }
    if let old = column.tails.before, let new = column.tails.after, old != new {
      notes.append("p99 \(FigureText.of(old)) → \(FigureText.of(new))")
    }
    if !column.newValues.isEmpty {
      let values = column.newValues.map { value -> Phrase in
        "\(code: value.value)" + (value.count > 0 ? " (\(Units.grouped(value.count)))" : "")
      }
      notes.append("new " + .joined(values))
    }
    return .joined(notes, separator: "; ")
  }
}
