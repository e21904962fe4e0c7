import GitBridge
import Objects
import Repository

/// The lines of a text that differ, as a unified diff shows them.
struct LineText {
  /// All of them, however many.
  let isWhole: Bool

  /// As many lines of a file are shown.
  private static let shownMax = 200

  func lines(of file: FileDiff) -> [Text] {
    guard let diff = file.lines else { return [] }
    var lines: [Text] = []
    var left = isWhole ? Int.max : Self.shownMax
    for hunk in diff.hunks where left > 0 {
      lines.append(Text("    \(hunk.title)", .cyan))
      for line in hunk.lines.prefix(left) { lines.append(text(of: line)) }
      left -= min(hunk.lines.count, left)
    }
    let total = diff.hunks.reduce(0) { $0 + $1.lines.count }
    if !isWhole, total > Self.shownMax {
      lines.append(
        Text("    … \(Units.count(total - Self.shownMax, "more line")); '-v' shows all", .dim))
    } else if diff.isTruncated {
      lines.append(
        Text("    … +\(diff.addedCount) -\(diff.deletedCount) lines in all", .dim))
    }
    return lines
  }

  private func text(of line: LineDiff.Line) -> Text {
    var words = line.mark + Escaped.content(line.text)
    if line.isCut { words += "…" }
    if !line.hasNewline { words += "  (no newline at end of file)" }
    switch line.origin {
    case .context: return Text("    \(words)")
    case .added: return Text("    \(words)", .green)
    case .deleted: return Text("    \(words)", .red)
    }
  }
}

extension LineDiff.Hunk {
  fileprivate var title: String {
    "@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@"
  }
}

extension LineDiff.Line {
  /// How a unified diff marks the line.
  var mark: String {
    switch origin {
    case .context: " "
    case .added: "+"
    case .deleted: "-"
    }
  }
}
