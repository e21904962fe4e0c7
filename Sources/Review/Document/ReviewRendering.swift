// A report as bytes.
import Objects

extension ReviewReport {
  /// The most bytes of `markdown`: comments of code hosts hold 65 536.
  public static let markdownBytesMax = 60_000

  /// The report as it is laid out, for a terminal: all that a person reads.
  public var blocks: [Block] { ReviewDocument(report: self).blocks }

  /// The report for a comment on a pull request. The first line stays the same from one version of a
  /// change to the next up to its ids, so that a script finds the comment again.
  public var markdown: String {
    let marker = "<!-- mlx-review v1 base=\(base.id.hex) head=\(head.id.hex) -->\n"
    var text = ""
    for (step, detail) in ReviewDetail.steps.enumerated() {
      text = marker + Markdown.text(ReviewDocument(report: self, detail: detail).blocks)
      if step > 0 {
        let advice: Phrase =
          "\(code: "mlx review \(base.id.short)..\(head.id.short)") prints them."
        text += "\n" + Markdown.inline("Tables were cut to fit into a comment: " + advice) + "\n"
      }
      if text.utf8.count <= Self.markdownBytesMax { return text }
    }
    return Self.cut(text, to: Self.markdownBytesMax)
  }

  /// What remains when even short tables are too long, as with names of thousands of letters: whole
  /// lines, and what is folded closed again.
  private static func cut(_ text: String, to bytesMax: Int) -> String {
    let ending = "\n\n(The report is too long for a comment and ends here.)\n"
    var size = ending.utf8.count
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      size += line.utf8.count + 1
      if size > bytesMax { break }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + ending
  }
}
