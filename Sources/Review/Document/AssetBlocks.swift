// Models and other assets, laid out.
import Objects
import Profiles
import Repository

extension ReviewDocument {
  var models: [Block] { report.models.flatMap(model) }

  private func model(_ review: ModelReview) -> [Block] {
    var blocks: [Block] = [.heading(title(review.asset, "Model"), level: 2)]
    if let difference = review.difference {
      blocks.append(.paragraph(Phrase(difference.verdict.sentence)))
    }
    if let notice = review.notice {
      blocks.append(
        .paragraph(
          "Tensors are not compared: \(notice). Make it with \(code: "mlx profile \(review.asset.reference.name)@\(names.head)")"
        ))
    }
    blocks.append(.table(facts(review)))
    if review.unsound.tensors > 0 {
      blocks.append(
        .paragraph(
          "❌ \(strong: "NaN or infinite numbers"): \(Units.grouped(review.unsound.numbers)) in \(Units.count(review.unsound.tensors, "tensor"))"
        ))
    }
    guard detail.hasDetails, !review.tensors.isEmpty else { return blocks }
    let count = Units.count(review.tensors.count, "tensor")
    let summary: Phrase = "\(count) that \(review.tensors.count == 1 ? "differs" : "differ")"
    blocks.append(.details(summary: summary, tensors(review)))
    return blocks
  }

  private func tensors(_ review: ModelReview) -> [Block] {
    let isMeasured = review.tensors.contains { $0.measured != nil }
    let figures: [Phrase] =
      isMeasured
      ? ["relative L2", "greatest |Δ|"] : ["‖w‖", "moved at least"]
    var grid = Grid(
      ["Tensor", "", "Shape"] + figures + ["greatest |w|", "NaN"],
      [.left, .left, .left, .right, .right, .right, .right])
    cut(
      &grid, review.tensors.lazy.map { row($0, isMeasured: isMeasured) },
      advice:
        "\(code: "mlx diff -v \(names.base) \(names.head) \(review.asset.path?.string ?? "")")")
    if isMeasured || !review.tensors.contains(where: { $0.change.kind == .changed }) {
      return [.table(grid)]
    }
    let command = "mlx review --measure \(names.base)..\(names.head)"
    return [
      .table(grid),
      .paragraph(
        "Profiles tell how far norms moved, a lower bound. \(code: command) reads both versions and records by how much each tensor differs."
      ),
    ]
  }

  func title(_ asset: ReviewedAsset, _ kind: String) -> Phrase {
    var title: Phrase = "\(kind) \(code: asset.reference.name)"
    if let path = asset.path, path.string != asset.reference.name {
      title = title + " at \(code: path.string)"
    }
    switch asset.change {
    case .added: title = title + " is new"
    case .deleted: title = title + " is removed"
    default:
      if let previous = asset.previous {
        title = title + " (was \(code: previous.name) at \(code: previous.path.string))"
      }
    }
    return title
  }

  private func facts(_ review: ModelReview) -> Grid {
    var grid = Grid(["", "before", "after", "Δ"], [.left, .right, .right, .right])
    let asset = review.asset
    row(of: asset, in: &grid)
    let shared = review.sharedPart.map { part -> Phrase in
      // What is nearly all is not all.
      "\(part < 1 ? FigureText.percent(min(part, 0.99)) : "all") of the numbers in tensors that are the same"
    }
    grid.row("Size", size(asset.before), size(asset.after), shared ?? "")
    if let difference = review.difference {
      let counts = difference.counts
      let others = counts.renamed + counts.reshaped + counts.retyped + counts.uncompared
      var text = "+\(counts.added) −\(counts.removed) ~\(counts.changed) =\(counts.unchanged)"
      if others > 0 { text += ", \(others) otherwise" }
      grid.row("Tensors", "\(counts.before)", "\(counts.after)", Phrase(text))
    }
    if review.parameters.before != nil || review.parameters.after != nil {
      grid.row(
        "Parameters", count(review.parameters.before), count(review.parameters.after), "")
    }
    if review.formats.before != nil || review.formats.after != nil {
      grid.row(
        "Format", Phrase(review.formats.before ?? ""), Phrase(review.formats.after ?? ""), "")
    }
    return grid
  }

  func row(of asset: ReviewedAsset, in grid: inout Grid) {
    grid.row("Bytes", id(asset.before), id(asset.after), "")
    // The records that what follows is read from.
    grid.row("Profile", profile(asset.before), profile(asset.after), "")
  }

  private func profile(_ side: ReviewedAsset.Side?) -> Phrase {
    side?.profile.map { .code("profile:\($0.hex)".shortID) } ?? ""
  }

  /// The hash of the bytes, which proves the line.
  func id(_ side: ReviewedAsset.Side?) -> Phrase {
    side.map { .code($0.object.text.shortID) } ?? ""
  }

  func size(_ side: ReviewedAsset.Side?) -> Phrase {
    side.map { Phrase(Units.bytes($0.size)) } ?? ""
  }

  private func count(_ number: UInt64?) -> Phrase {
    number.map { Phrase(Units.grouped($0)) } ?? ""
  }

  private func row(_ tensor: TensorReview, isMeasured: Bool) -> [Phrase] {
    let change = tensor.change
    let shapes = [change.before, change.after].compactMap { side in
      side.map { $0.shape.map(String.init).joined(separator: "×") + " " + $0.type }
    }
    let shape = shapes.first == shapes.last ? shapes.suffix(1) : shapes[...]
    let greatest = tensor.after.flatMap { numbers in
      [numbers.minimum, numbers.maximum].compactMap { $0.map(abs) }.max()
    }
    let nans = (tensor.before?.nans ?? 0, tensor.after?.nans ?? 0)
    var cells: [Phrase] = [
      .code(change.name), Phrase(change.kind.rawValue), Phrase(shape.joined(separator: " → ")),
    ]
    if isMeasured {
      cells.append(
        Phrase(tensor.measured.map { $0.relativeL2.map { FigureText.of($0) } ?? "infinite" } ?? ""))
      cells.append(Phrase(tensor.measured.map { FigureText.of($0.distanceMax) } ?? ""))
    } else {
      cells.append(norm(tensor))
      cells.append(Phrase(tensor.normChange.map { FigureText.percent($0) } ?? ""))
    }
    cells.append(Phrase(FigureText.of(greatest)))
    cells.append(
      nans == (0, 0) ? "0" : nans.0 == nans.1 ? "\(nans.1)" : "\(nans.0) → \(strong: nans.1)")
    return cells
  }

  private func norm(_ tensor: TensorReview) -> Phrase {
    let norms = [tensor.before?.l2, tensor.after?.l2].compactMap { $0 }.map { FigureText.of($0) }
    return Phrase(norms.joined(separator: " → "))
  }

  var others: [Block] {
    guard !report.otherAssets.isEmpty else { return [] }
    var grid = Grid(["Asset", "", "before", "after"])
    cut(
      &grid,
      report.otherAssets.lazy.map { asset in
        [
          .code(asset.reference.text), Phrase(asset.change.rawValue), id(asset.before),
          id(asset.after),
        ]
      }, advice: "\(code: "mlx diff \(names.base) \(names.head)")")
    return [.heading("Other assets", level: 2), .table(grid)]
  }
}

extension String {
  /// `blob:a91c2f…`: the kind, and as many digits as tell one object from another.
  var shortID: String {
    guard let colon = firstIndex(of: ":") else { return String(prefix(16)) }
    return String(self[...colon] + self[index(after: colon)...].prefix(16))
  }
}
