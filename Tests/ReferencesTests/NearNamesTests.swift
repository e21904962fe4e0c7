import Testing

@testable import References

/// Suggestions for names that were typed wrongly.
@Suite struct NearNamesTests {
  @Test(arguments: [
    ("mian", ["main"]), ("amin", ["main"]), ("mainn", ["main"]), ("exp/lr", ["exp/lt"]),
    ("fraed", ["fraud"]), ("frued", ["fraud"]),
    ("min", ["main"]),
    ("completely-else", []), ("main", []), ("", []),
  ])
  func near(typed: String, expected: [String]) {
    #expect(NearNames.find(typed, among: ["main", "side", "exp/lt", "main", "fraud"]) == expected)
  }

  @Test func shortWordsAreNoMisspellings() {
    for typed in ["a", "ab", ""] {
      #expect(NearNames.find(typed, among: ["b", "x", "b.csv", "ac"]).isEmpty)
    }
  }

  @Test func distances() {
    func edits(_ a: String, _ b: String) -> Int {
      NearNames.edits(Array(a.utf8), Array(b.utf8), max: 9)
    }
    #expect(edits("", "abc") == 3)
    #expect(edits("kitten", "sitting") == 3)
    #expect(edits("ab", "ba") == 1)
    #expect(edits("same", "same") == 0)
  }
}
