import Foundation
import Testing

/// The table of error codes in cli.md is that of the program, with the same exit statuses.
@Suite struct ErrorCodes {
  @Test func areDocumented() throws {
    let statuses = [
      "no": "1", "usage": "2", "missing": "3", "refused": "4", "failed": "5", "unfit": "126",
      "absent": "127", "interrupted": "130",
    ]
    let source = try text(of: "Sources/Commands/ExitStatus.swift")
    var known: [String: String] = [:]
    for group in source.matches(of: /\(\s*\.([a-z]+),\s*\[([^\]]*)\]/) {
      let status = try #require(statuses[String(group.1)])
      for code in group.2.matches(of: /"([a-z0-9-]+)"/) { known[String(code.1)] = status }
    }
    let document = try text(of: "Documentation/cli.md")
    let section = try #require(document.components(separatedBy: "## Error codes\n").last)
    var documented: [String: String] = [:]
    for row in section.matches(of: /\| `([a-z0-9-]+)` \| ([0-9]+) \|/) {
      #expect(documented[String(row.1)] == nil, "\(row.1) is there twice")
      documented[String(row.1)] = String(row.2)
    }
    #expect(known.count > 100)
    for code in Set(known.keys).union(documented.keys).sorted() {
      #expect(known[code] == documented[code], "\(code)")
    }
  }

  private func text(of path: String) throws -> String {
    try String(contentsOf: SourceTree.root.appendingPathComponent(path), encoding: .utf8)
  }
}
