import Objects
import ProjectFiles

extension AuditReport {
  /// A comment of a code host holds 65 536 bytes.
  static let markdownBytesMax = 60_000

  /// The report for a pull request: deterministic, and short enough for one comment. The first line is
  /// the same for every audit, so that a comment can be found again.
  public var markdown: String {
    let range = base.map { "`\($0.short)` → `\(commit.short)`" } ?? "`\(commit.short)`"
    let mark =
      switch verdict {
      case .passed: "✅"
      case .failed: "❌"
      case .undecided: "❔"
      }
    var text = """
      <!-- mlx-audit v1 -->
      ## mlx audit \(range) · \(mark) \(summary)

      """
    if !findings.isEmpty {
      text += "\n| | Rule | Finding | What to do |\n|---|---|---|---|\n"
    }
    var cut = 0
    for finding in findings {
      let row = finding.markdownRow
      if text.utf8.count + row.utf8.count > Self.markdownBytesMax { cut += 1 } else { text += row }
    }
    if cut > 0 { text += "\n\(cut) more findings were cut: `mlx audit` shows them.\n" }
    text += "\n\(rules.count) rules were judged"
    text += policy.map { ", with levels of `mlx.yaml` at `\($0.short)`" } ?? ""
    text += signers.map { ", signers by \(MarkdownCell.escaped($0))" } ?? ""
    return text + ".\n"
  }
}

extension AuditFinding {
  fileprivate var markdownRow: String {
    let mark =
      switch severity {
      case .error: "❌"
      case .warning: "⚠️"
      case .note: isGap ? "❔" : "ℹ️"
      }
    let id = object.map { " `\(MarkdownCell.code(Self.shortened($0)))`" } ?? ""
    return "| \(mark) | `\(rule.rawValue)` | \(MarkdownCell.escaped(message))\(id) "
      + "| \(MarkdownCell.escaped(hint)) |\n"
  }

  /// `blob:4be07a2` for the whole id, each one in it.
  private static func shortened(_ object: String) -> String {
    object.split(separator: ":", omittingEmptySubsequences: false).map { part in
      part.utf8.count == 64 && part.allSatisfy(\.isHexDigit) ? String(part.prefix(7)) : String(part)
    }.joined(separator: ":")
  }
}

/// Text in a cell of a table of Markdown.
enum MarkdownCell {
  private static let marks: Set<Character> = [
    "\\", "|", "`", "*", "_", "[", "]", "<", ">", "#", "~", "&",
  ]

  /// Text as it is, without any markup; one line.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    var isInWord = false
    for character in text {
      if character.isNewline || character.unicodeScalars.contains(where: isControl) {
        escaped += " "
      } else if marks.contains(character) {
        escaped += "\\\(character)"
      } else if character == "@", !isInWord {
        // Mentions nobody.
        escaped += "@\u{200B}"
      } else {
        escaped.append(character)
      }
      isInWord = character.isLetter || character.isNumber
    }
    return escaped
  }

  /// Text between backticks.
  static func code(_ text: String) -> String {
    String(text.map { $0 == "`" || $0 == "|" || $0.isNewline ? " " : $0 })
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
  }
}
