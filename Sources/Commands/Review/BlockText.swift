import Objects
import Review

/// A report for a terminal.
struct BlockText {
  let blocks: [Block]

  func render(to terminal: inout Terminal) {
    for (index, block) in blocks.enumerated() {
      // The title and what is said under it belong together.
      if case .heading(_, let level) = block, level > 1, index > 0 { terminal.line() }
      render(block, to: &terminal)
    }
  }

  private func render(_ block: Block, to terminal: inout Terminal) {
    switch block {
    case .heading(let title, _): terminal.line(Self.text(title, base: .bold))
    case .paragraph(let phrase): terminal.line(Self.text(phrase))
    case .list(let items): for item in items { terminal.line("  " + Self.text(item)) }
    case .table(let grid): render(grid, to: &terminal)
    case .details(let summary, let inner):
      // A chart is for hosts that draw it; 'mlx lineage' tells the same in lines.
      let shown = inner.filter { if case .mermaid = $0 { false } else { true } }
      if shown.isEmpty { return }
      guard terminal.settings.isVerbose else {
        terminal.line("  \(Self.text(summary)) \("('-v' lists them)", .dim)")
        return
      }
      terminal.line("  " + Self.text(summary))
      for block in shown { render(block, to: &terminal) }
    case .mermaid: break
    }
  }

  private func render(_ grid: Grid, to terminal: inout Terminal) {
    var table = Table(indent: 2, alignments: grid.alignments.map { $0 == .left ? .left : .right })
    if grid.header.contains(where: { !$0.isEmpty }) {
      table.row(cells: grid.header.map { Self.text($0, base: .dim) })
    }
    for row in grid.rows { table.row(cells: row.map { Self.text($0) }) }
    terminal.table(table)
    guard grid.hiddenRows > 0 else { return }
    let more = Text("  … and \(Units.grouped(grid.hiddenRows)) more", .dim)
    terminal.line(grid.advice.map { more + ": " + Self.text($0) } ?? more)
  }

  /// A phrase with its looks. Signs are words where a terminal may not draw them.
  static func text(_ phrase: Phrase, base: Style = .plain) -> Text {
    phrase.runs.reduce(Text("")) { text, run in
      switch run {
      case .text(let words): text + signs(words, base)
      case .code(let words): text + Text(words, base)
      case .strong(let words): text + signs(words, .bold)
      }
    }
  }

  private static let words: [(sign: String, word: String, style: Style)] = [
    ("✅", "ok", .green), ("❌", "FAILED", .boldRed), ("⚠️", "warning", .yellow),
    ("❔", "undecided", .yellow),
  ]

  private static func signs(_ text: String, _ style: Style) -> Text {
    for (sign, word, color) in words where text.hasPrefix(sign) {
      return Text(word, color) + Text(String(text.dropFirst(sign.count)), style)
    }
    for (sign, word, color) in words {
      guard let place = text.range(of: sign) else { continue }
      return Text(String(text[..<place.lowerBound]), style) + Text(word, color)
        + Text(String(text[place.upperBound...]), style)
    }
    return Text(text, style)
  }
}
