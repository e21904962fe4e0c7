import Foundation
import Testing

/// A link in a document leads to a file that is there.
@Suite struct DocumentLinks {
  @Test func resolve() throws {
    let documents =
      try SourceTree.files(in: "Documentation", extension: "md")
      + ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"].map { name in
        let text = try String(
          contentsOf: SourceTree.root.appendingPathComponent(name), encoding: .utf8)
        return SourceTree.SourceFile(path: name, lines: text.components(separatedBy: "\n"))
      }
    for document in documents {
      let folder = (document.path as NSString).deletingLastPathComponent
      for line in document.lines {
        for link in line.matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/) {
          let target = SourceTree.root.appendingPathComponent(folder)
            .appendingPathComponent(String(link.1))
          #expect(
            FileManager.default.fileExists(atPath: target.path), "\(document.path): \(link.1)")
        }
      }
    }
  }

  /// The top of the repository stays a table of contents.
  @Test func topLevelIsShort() throws {
    let allowed: Set = [
      "Package.swift", "Package.resolved", "README.md", "CHANGELOG.md", "CONTRIBUTING.md",
      "LICENSE", "Sources", "Tests", "Documentation",
    ]
    let names = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.path)
    #expect(Set(names.filter { !$0.hasPrefix(".") }).subtracting(allowed).isEmpty)
  }
}
