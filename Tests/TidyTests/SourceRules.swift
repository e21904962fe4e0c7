import Foundation
import Testing

/// CONTRIBUTING.md's rules, as far as a machine can check them.
@Suite struct SourceRules {
  @Test func filesHoldOneIdea() throws {
    for file in try SourceTree.files(in: "Sources", extension: "swift") {
      #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func functionsAreShort() throws {
    for file in try SourceTree.files(in: "Sources", extension: "swift") {
      for function in Functions.lengths(in: file.lines) {
        #expect(function.length < 70, "\(file.path):\(function.line) has \(function.length) lines")
      }
    }
  }

  @Test func namesSayWhatTheyHold() throws {
    let vague = /(Utils?|Utilities|Helpers?|Manager|Common|Core|Misc|Shared|Support)\.swift$/
    for file in try SourceTree.files(in: "Sources", extension: "swift") {
      #expect(file.path.firstMatch(of: vague) == nil, "\(file.path)")
    }
  }

  @Test func nothingTrapsOnInput() throws {
    let banned = /try!|fatalError\(|\bas!|\bTODO\b|\bFIXME\b|\bXXX\b/
    for file in try SourceTree.files(in: "Sources", extension: "swift") {
      for (number, line) in file.lines.enumerated() {
        #expect(line.firstMatch(of: banned) == nil, "\(file.path):\(number + 1): \(line)")
      }
    }
  }

  @Test func everyFileSaysWhatItIs() throws {
    for file in try SourceTree.files(in: "Sources", extension: "swift") {
      #expect(file.lines.contains { $0.hasPrefix("//") || $0.hasPrefix("///") }, "\(file.path)")
    }
  }

  @Test func publicDeclarationsAreDocumented() throws {
    let declaration =
      #/^\s*public (?:(?:static|final|mutating|consuming|indirect) )*(?:func|struct|class|enum|protocol|typealias)\s/#
    for file in try SourceTree.files(in: "Sources", extension: "swift") {
      for (number, line) in file.lines.enumerated() where line.firstMatch(of: declaration) != nil {
        var above = number - 1
        while above >= 0, file.lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") {
          above -= 1
        }
        let comment =
          above >= 0 && file.lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("///")
        #expect(comment, "\(file.path):\(number + 1): \(line)")
      }
    }
  }

  /// One `import Foundation` in the linked program brings ICU and milliseconds of start-up.
  @Test func foundationStaysOut() throws {
    for file in try SourceTree.files(in: "Sources", extension: "swift") {
      let essentials = file.lines.contains("  import FoundationEssentials")
      let whole = file.lines.contains {
        $0.trimmingCharacters(in: .whitespaces) == "import Foundation"
      }
      #expect(!whole || essentials, "\(file.path)")
    }
  }
}

/// Where functions begin and how long they are, by indentation: `swift format` makes that reliable.
enum Functions {
  static func lengths(in lines: [String]) -> [(line: Int, length: Int)] {
    let start = /^(\s*)(?:[a-z@(]+\)? )*(?:func |init[?(<]|deinit)/
    var found: [(line: Int, length: Int)] = []
    for (number, line) in lines.enumerated() {
      guard let match = line.firstMatch(of: start) else { continue }
      let closing = String(match.1) + "}"
      guard let end = lines[number...].firstIndex(where: { $0 == closing || isOneLine($0, line) })
      else { continue }
      found.append((number + 1, end - number + 1))
    }
    return found
  }

  private static func isOneLine(_ line: String, _ start: String) -> Bool {
    line == start && (line.hasSuffix("}") || !line.contains("{"))
  }
}
