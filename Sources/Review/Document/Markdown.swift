import Objects

/// Writes a document as GitHub's Markdown, which GitLab and others read too.
enum Markdown {
  /// The text, with a newline at its end.
  static func text(_ blocks: [Block]) -> String {
    blocks.map(text).joined(separator: "\n")
  }

  private static func text(_ block: Block) -> String {
    switch block {
    case .heading(let title, let level):
      String(repeating: "#", count: level + 1) + " " + inline(title) + "\n"
    case .paragraph(let phrase): inline(phrase) + "\n"
    case .list(let items): items.map { "- " + inline($0) + "\n" }.joined()
    case .table(let grid): table(grid)
    case .details(let summary, let blocks):
      "<details><summary>\(html(summary))</summary>\n\n" + text(blocks) + "\n</details>\n"
    case .mermaid(let chart): "```mermaid\n" + chart + "```\n"
    }
  }

  private static func table(_ grid: Grid) -> String {
    var lines = [row(grid.header)]
    lines.append("|" + grid.alignments.map { $0 == .left ? "---|" : "---:|" }.joined())
    lines += grid.rows.map(row)
    var text = lines.joined(separator: "\n") + "\n"
    if grid.hiddenRows > 0 {
      let more = "… and \(Units.grouped(grid.hiddenRows)) more"
      text += "\n" + inline(Phrase(more) + (grid.advice.map { ": " + $0 } ?? "")) + "\n"
    }
    return text
  }

  private static func row(_ cells: [Phrase]) -> String {
    "| " + cells.map { inline($0) }.joined(separator: " | ") + " |"
  }

  /// A phrase on one line.
  static func inline(_ phrase: Phrase) -> String {
    phrase.runs.map { run in
      switch run {
      case .text(let text): escaped(text)
      case .code(let text): code(text)
      case .strong(let text): text.isEmpty ? "" : "**\(escaped(text))**"
      }
    }.joined()
  }

  /// A span of code. Inside of one nothing is read but its end, and in a table the bar.
  private static func code(_ text: String) -> String {
    let line = Escaped.line(text).replacing("|", with: "\\|")
    guard !line.isEmpty else { return "" }
    var longest = 0
    var run = 0
    for character in line {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    return fence + pad + line + pad + fence
  }

  /// Text in which nothing is markup, a mention, a reference to an issue or a link.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    var previous: Character = " "
    for character in Escaped.line(text) {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "&", "!":
        escaped += "\\\(character)"
      // Hosts look for these in what is already drawn: an escape would not stop them.
      case "@", "#": escaped += "\(character)<!-- -->"
      case "/" where previous == ":": escaped += "<!-- -->/"
      case "." where escaped.lowercased().hasSuffix("www"): escaped += "<!-- -->."
      default: escaped.append(character)
      }
      previous = character
    }
    return escaped
  }

  /// The same inside of HTML, where Markdown is not read.
  private static func html(_ phrase: Phrase) -> String {
    phrase.runs.map { run in
      switch run {
      case .text(let text): entities(text)
      case .code(let text): "<code>\(entities(text))</code>"
      case .strong(let text): "<b>\(entities(text))</b>"
      }
    }.joined()
  }

  private static func entities(_ text: String) -> String {
    Escaped.line(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("@", with: "@<!-- -->")
      .replacing("#", with: "#<!-- -->")
  }
}
