import Objects
import TestSupport
import Testing

@testable import References

/// Names that cannot stand beside each other.
@Suite struct RefFoldersTests {
  /// Against a look at every name, after each of many random changes.
  @Test(arguments: UInt64(1)...6)
  func saysWhatAScanSays(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let names = try ["a", "a/b", "a/b/c", "a/bc", "ab", "b/a", "b"].flatMap { text -> [RefName] in
      [
        .branch(try BranchName(validating: text)), .tag(try TagName(validating: text)),
        .remote(try RemoteBranch(validating: "origin/" + text)),
      ]
    }
    var refs: Set<RefName> = []
    var folders = RefFolders(refs)
    for _ in 0..<400 {
      guard let name = names.randomElement(using: &random) else { continue }
      if Bool.random(using: &random) {
        refs.insert(name)
        folders.insert(name)
      } else {
        refs.remove(name)
        folders.remove(name)
      }
      for asked in names {
        let own = asked.description
        let scanned = refs.map(\.description).contains {
          $0.hasPrefix(own + "/") || own.hasPrefix($0 + "/")
        }
        #expect(folders.excludes(asked) == scanned, "\(asked) beside \(refs)")
      }
      #expect(folders.excludes(name) == RefFolders(refs).excludes(name))
    }
  }
}
