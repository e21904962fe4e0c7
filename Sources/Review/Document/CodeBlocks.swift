// Params, code and environment, laid out.
import Environments
import Objects
import Repository

extension ReviewDocument {
  var params: [Block] {
    guard !report.params.isEmpty else { return [] }
    var grid = Grid(["Param", "before", "after"], [.left, .right, .right])
    cut(
      &grid,
      report.params.lazy.map {
        [.code($0.key), .code($0.before.plainText), .code($0.after.plainText)]
      },
      advice: "\(code: "mlx diff \(names.base) \(names.head)")")
    return [.heading("Params", level: 2), .table(grid)]
  }

  var code: [Block] {
    guard let code = report.code else { return [] }
    let lines = code.lines
    var blocks: [Block] = [
      .heading(
        "Code: \(Units.count(code.files.count, "file")), \(code.uncomparedCount > 0 ? "at least " : "")+\(lines.added) −\(lines.deleted)",
        level: 2)
    ]
    if let old = code.git.before?.commit, let new = code.git.after?.commit, old != new {
      blocks.append(.paragraph("git \(code: "\(old.prefix(12))..\(new.prefix(12))")\(dirty(code))"))
    } else if code.git.after != nil {
      blocks.append(
        .paragraph(
          "git \(code: code.git.after?.commit.map { "\($0.prefix(12))" } ?? "without a commit")\(dirty(code))"
        ))
    }
    var grid = Grid(["File", "", "Lines", "Bytes"], [.left, .left, .right, .left])
    cut(
      &grid, code.files.lazy.map(row), advice: "\(code: "mlx diff \(names.base) \(names.head)")")
    blocks.append(
      detail.hasDetails && code.files.count > 8
        ? .details(summary: "\(Units.count(code.files.count, "file"))", [.table(grid)])
        : .table(grid))
    return blocks
  }

  private func dirty(_ code: CodeReview) -> Phrase {
    guard let git = code.git.after, git.isDirty else { return "" }
    let count = git.uncommitted.count
    let many = count >= GitState.uncommittedMax ? "\(count) or more changes" : "\(count) changes"
    return ", with \(count == 1 ? "a change" : many) that git did not have"
  }

  private func row(_ file: FileDiff) -> [Phrase] {
    let lines = file.lines.map { "+\($0.addedCount) −\($0.deletedCount)" } ?? ""
    let name: Phrase =
      file.previousPath.map { "\(code: $0.string) → \(code: file.path.string)" }
      ?? .code(file.path.string)
    let id = (file.after ?? file.before).map { "blob:\($0.hex)".shortID } ?? ""
    return [name, Phrase(file.change.rawValue), Phrase(lines), .code(id)]
  }

  var environment: [Block] {
    guard let difference = report.environment else { return [] }
    var rows: [[Phrase]] = []
    if let change = difference.interpreter {
      rows.append([
        "Python", Phrase(change.from?.version ?? ""), Phrase(change.to?.version ?? ""),
        Phrase(change.distance?.rawValue ?? ""),
      ])
    }
    rows += (difference.packages + difference.condaPackages).map { change in
      [
        .code(change.name), Phrase(change.from ?? ""), Phrase(change.to ?? ""),
        Phrase(change.distance?.rawValue ?? change.word),
      ]
    }
    let facts = difference.system + difference.variables + difference.lockFiles
    rows += facts.map { fact in
      [.code(fact.field), Phrase(fact.before?.cut ?? ""), Phrase(fact.after?.cut ?? ""), ""]
    }
    var grid = Grid(["", "before", "after", ""])
    cut(&grid, rows, advice: "\(code: "mlx env diff \(names.base) \(names.head)")")
    return [.heading("Environment", level: 2), .table(grid)]
  }
}

extension String {
  /// At most 40 characters.
  fileprivate var cut: String { count <= 40 ? self : prefix(39) + "…" }
}
