import Objects
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct IgnoreRulesTests {
  /// Rules, path, whether it is a folder, and the answer: checked against `git check-ignore`.
  @Test(arguments: [
    ("*.tmp", "a.tmp", false, true), ("*.tmp", "d/e/a.tmp", false, true),
    ("*.tmp", "a.tmpx", false, nil), ("a.tmp", "d/a.tmp", false, true),
    ("/a.tmp", "d/a.tmp", false, nil), ("/a.tmp", "a.tmp", false, true),
    ("d/", "d", true, true), ("d/", "d", false, nil), ("d/", "x/d", true, true),
    ("/d/", "x/d", true, nil), ("d/*.csv", "d/a.csv", false, true),
    ("d/*.csv", "x/d/a.csv", false, nil), ("d/*.csv", "d/e/a.csv", false, nil),
    ("**/d/*.csv", "x/y/d/a.csv", false, true), ("**/d/*.csv", "d/a.csv", false, true),
    ("d/**", "d/a/b", false, true), ("d/**", "d", true, nil), ("d/**/e", "d/e", false, true),
    ("d/**/e", "d/x/y/e", false, true), ("d/**/e", "dx/e", false, nil),
    ("d**e", "dxxe", false, true), ("x/d**e", "x/d/e", false, nil),
    ("a?c", "abc", false, true), ("a?c", "a/c", false, nil), ("a?c", "ac", false, nil),
    ("[ab].x", "a.x", false, true), ("[!ab].x", "a.x", false, nil),
    ("[!ab].x", "c.x", false, true), ("[^ab].x", "c.x", false, true),
    ("[a-c].x", "b.x", false, true), ("[a-c].x", "d.x", false, nil),
    ("[]a].x", "].x", false, true), ("[[:digit:]].x", "7.x", false, true),
    ("[[:digit:]].x", "q.x", false, nil), ("[[:nope:]]", "x", false, nil),
    ("[a", "[a", false, nil), ("\\[a", "[a", false, true), ("a\\*b", "a*b", false, true),
    ("a\\*b", "axb", false, nil), ("\\#x", "#x", false, true), ("#x", "#x", false, nil),
    ("\\!x", "!x", false, true), ("x ", "x", false, true), ("x\\ ", "x ", false, true),
    ("x\\", "x\\", false, nil), ("*", "anything", false, true), ("**", "a/b", false, true),
    ("*.x\n!keep.x", "keep.x", false, false), ("*.x\n!keep.x", "other.x", false, true),
    ("!keep.x\n*.x", "keep.x", false, true), ("*.x\r\n", "a.x", false, true),
    ("\u{FEFF}*.x", "a.x", false, true), ("", "a", false, nil), ("/", "a", true, nil),
    ("a/**/**/b", "a/x/b", false, true), ("*a*b*c*", "xxaxxbxxcxx", false, true),
    ("é*", "étude", false, true), ("/*", "a", false, true), ("/*", "a/b", false, nil),
    ("foo/*/bar", "foo/x/bar", false, true), ("foo/*/bar", "foo/x/y/bar", false, nil),
  ])
  func matches(rules: String, path: String, isFolder: Bool, expected: Bool?) {
    let rules = IgnoreRules(parsing: Array(rules.utf8))
    #expect(rules.isIgnored(RepositoryPath(unchecked: path), isFolder: isFolder) == expected)
  }

  @Test func rulesOfAnInnerFolderApplyBelowIt() {
    var rules = IgnoreRules(parsing: Array("*.log\n".utf8))
    rules.append(parsing: Array("!keep.log\n/top\n".utf8), base: "a/b")
    #expect(rules.isIgnored("keep.log", isFolder: false) == true)
    #expect(rules.isIgnored("a/b/keep.log", isFolder: false) == false)
    #expect(rules.isIgnored("a/b/c/keep.log", isFolder: false) == false)
    #expect(rules.isIgnored("a/b/top", isFolder: false) == true)
    #expect(rules.isIgnored("a/b/c/top", isFolder: false) == nil)
    #expect(rules.isIgnored("a/bb/keep.log", isFolder: false) == true)
  }

  @Test func whatIsInAnIgnoredFolderCannotBeTakenBack() {
    let rules = IgnoreRules(parsing: Array("out/\n!out/keep\n".utf8))
    #expect(rules.isIgnoredDeep("out/keep", isFolder: false))
    #expect(!rules.isIgnoredDeep("in/keep", isFolder: false))
  }

  @Test func manyStarsTakeNoTime() {
    let pattern = String(repeating: "a*", count: 60) + "b"
    let rules = IgnoreRules(parsing: Array(pattern.utf8))
    let name = String(repeating: "a", count: 2_000)
    #expect(rules.isIgnored(RepositoryPath(unchecked: name), isFolder: false) == nil)
  }

  /// Against a plain recursive matcher.
  @Test func globsAgreeWithAModel() {
    var random = SeededGenerator(seed: 5)
    let pieces = ["a", "b", "/", "*", "?", "**/", "/**", "[ab]"]
    for _ in 0..<4_000 {
      let pattern = (0..<Int.random(in: 1...5, using: &random))
        .compactMap { _ in pieces.randomElement(using: &random) }.joined()
      guard let tokens = GlobParser.tokens(of: Array(pattern.utf8)),
        let glob = Glob(Array(pattern.utf8))
      else { continue }
      let text = (0..<Int.random(in: 0...6, using: &random))
        .compactMap { _ in ["a", "b", "/"].randomElement(using: &random) }.joined()
      let expected = Self.model(tokens[...], Array(text.utf8)[...])
      let found = PathOrder.withBytes(text) { glob.matches($0) }
      #expect(found == expected, "\(pattern) \(text)")
    }
  }

  private static func model(_ tokens: ArraySlice<Glob.Token>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let token = tokens.first else { return text.isEmpty }
    let rest = tokens.dropFirst()
    switch token {
    case .byte(let byte): return text.first == byte && model(rest, text.dropFirst())
    case .one:
      guard let byte = text.first, byte != Glob.slash else { return false }
      return model(rest, text.dropFirst())
    case .set(let set):
      guard let byte = text.first, byte != Glob.slash, set.contains(byte) else { return false }
      return model(rest, text.dropFirst())
    case .run:
      if model(rest, text) { return true }
      guard let byte = text.first, byte != Glob.slash else { return false }
      return model(tokens, text.dropFirst())
    case .folders:
      if model(rest, text) { return true }
      guard let slash = text.firstIndex(of: Glob.slash) else { return false }
      let after = text[(slash + 1)...]
      return model(rest, after) || model(tokens, after)
    case .rest: return !text.isEmpty
    }
  }
}
