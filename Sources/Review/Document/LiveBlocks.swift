// What is so now and may be otherwise tomorrow: below the report, and marked.
import Objects
import Remotes

extension RemoteHolding {
  /// What the remote has of the head, laid out.
  public var blocks: [Block] {
    var grid = Grid(["Now", "Result", "Detail"])
    let leading = refs.prefix(5).map { Phrase.code("\($0)") }
    let more: Phrase = refs.count > 5 ? " and \(refs.count - 5) more" : ""
    grid.row(
      "On \(code: remote.string)", refs.isEmpty ? "⚠️" : "✅",
      refs.isEmpty ? "no branch or tag leads to it" : "reached by " + .joined(leading) + more)
    let there = "\(Units.grouped(objectCount - missingCount))/\(Units.grouped(objectCount))"
    let first: Phrase =
      missing.first.map { ", the first is \(code: $0.shortID); \(code: "mlx push") brings them" }
      ?? ""
    grid.row(
      "Objects on \(code: remote.string)", missingCount == 0 ? "✅" : "❔",
      "\(there) there, \(Units.grouped(missingCount)) missing" + first)
    return [.heading("Now, not part of the report", level: 2), .table(grid)]
  }

  /// The same as Markdown, behind a mark that a script can cut at.
  public var markdown: String { "<!-- mlx-review live -->\n" + Markdown.text(blocks) }
}
