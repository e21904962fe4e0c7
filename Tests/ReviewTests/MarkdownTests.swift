import Objects
import Profiles
import Repository
import TestSupport
import Testing

@testable import Review

/// What is data in a report stays data, and a comment has room for it.
@Suite struct MarkdownTests {
  @Test(arguments: [
    ("a|b", "a\\|b"), ("*x* _y_", "\\*x\\* \\_y\\_"), ("<b>", "\\<b\\>"), ("@ana", "@<!-- -->ana"),
    ("#12", "#<!-- -->12"), ("https://x.y", "https:<!-- -->//x.y"),
    ("www.x.y", "www<!-- -->.x.y"), ("`code`", "\\`code\\`"), ("a\nb", "a\\\\nb"),
    ("a\u{202E}b", "a\\\\u{202e}b"), ("[x](y)", "\\[x\\](y)"), ("&amp;", "\\&amp;"),
  ])
  func textIsNoMarkup(text: String, markdown: String) {
    #expect(Markdown.inline(Phrase(text)) == markdown)
  }

  @Test(arguments: [
    ("plain", "`plain`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a``b", "```a``b```"),
    ("a|b", "`a\\|b`"), ("a\nb", "`a\\nb`"), ("", ""),
  ])
  func codeEndsWhereItShould(text: String, markdown: String) {
    #expect(Markdown.inline(.code(text)) == markdown)
  }

  @Test func summariesAreHTML() {
    let block = Block.details(summary: "a <script> \(code: "x&y")", [.paragraph("inside")])
    let text = Markdown.text([block])
    #expect(text.contains("<summary>a &lt;script&gt; <code>x&amp;y</code></summary>"))
    #expect(text.hasSuffix("\ninside\n\n</details>\n"))
  }

  @Test func everyTableRowHasItsCells() throws {
    let markdown = try ReviewScene { test in
      try ReviewScene.retrained(test)
      try test.write("we|ird `name`.py", "1\n")
    }.review().markdown
    var columns = 0
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        columns = 0
        continue
      }
      let bars = line.replacing("\\|", with: "").count { $0 == "|" }
      if columns == 0 { columns = bars }
      #expect(bars == columns, "\(line)")
    }
  }

  /// A report with more of everything than a comment holds.
  private func large(tensors: Int, nameLength: Int) throws -> ReviewReport {
    var report = try ReviewScene().review()
    let tensor = try #require(report.models.first?.tensors.first)
    report.models[0].tensors = (0..<tensors).map { index in
      var copy = tensor
      copy.change.after?.name = "\(index)." + String(repeating: "n", count: nameLength)
      return copy
    }
    return report
  }

  @Test func aLongReportIsCutToFit() throws {
    let report = try large(tensors: 5_000, nameLength: 400)
    #expect(report.markdown.utf8.count <= ReviewReport.markdownBytesMax)
    #expect(report.markdown.contains("… and 4 9"))
    let short = try large(tensors: 10, nameLength: 10)
    #expect(!short.markdown.contains("cut to fit"))
  }

  @Test func namesWithoutEndDoNotBreakTheLimit() throws {
    var report = try large(tensors: 3, nameLength: 10)
    report.checks = (0..<100).map {
      ReviewCheck(.gate, "\($0)", .passed, Phrase(String(repeating: "é", count: 5_000)))
    }
    let markdown = report.markdown
    #expect(markdown.utf8.count <= ReviewReport.markdownBytesMax)
    #expect(markdown.hasSuffix("ends here.)\n"))
    #expect(markdown.hasPrefix("<!-- mlx-review v1 base="))
  }
}
