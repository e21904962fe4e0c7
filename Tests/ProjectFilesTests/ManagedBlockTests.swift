import Objects
import ProjectFiles
import TestSupport
import Testing

/// The block in `.gitignore`, and everything around it.
@Suite struct ManagedBlockTests {
  private static let begin = ManagedBlock.beginMark
  private static let end = ManagedBlock.endMark

  private static func paths(_ texts: [String]) -> Set<ManagedBlock.Path> {
    Set(
      texts.map { text in
        let isFolder = text.hasSuffix("/")
        return .init(
          RepositoryPath(unchecked: isFolder ? String(text.dropLast()) : text), isFolder: isFolder)
      })
  }

  private func update(_ text: String?, _ paths: [String]) -> (text: String?, isChanged: Bool) {
    let update = ManagedBlock.update(text.map { Array($0.utf8) }, ignoring: Self.paths(paths))
    return (update.text.map { String(decoding: $0, as: UTF8.self) }, update.isChanged)
  }

  private func block(_ lines: String...) -> String {
    ([Self.begin] + lines + [Self.end]).map { $0 + "\n" }.joined()
  }

  @Test func aNewFile() {
    let made = update(nil, ["models/b", "data/train/", "models/a"])
    #expect(made.text == block("/data/train/", "/models/a", "/models/b"))
    #expect(made.isChanged)
  }

  @Test func theBlockGoesToTheEnd() {
    #expect(update("*.pyc\n", ["a"]).text == "*.pyc\n" + block("/a"))
    #expect(update("*.pyc", ["a"]).text == "*.pyc\n" + block("/a"))
    #expect(update("", ["a"]).text == block("/a"))
  }

  @Test func theBlockStaysWhereItIs() {
    let text = "one\n\n" + block("/old", "/older") + "\n!two"
    #expect(update(text, ["a", "b/"]).text == "one\n\n" + block("/a", "/b/") + "\n!two")
    #expect(update(text, []).text == "one\n\n\n!two")
  }

  @Test func nothingToDo() {
    let text = "one\n" + block("/a", "/b/")
    #expect(update(text, ["b/", "a"]) == (text, false))
    #expect(update(nil, []) == (nil, false))
    #expect(update("one", []) == ("one", false))
    // A person's empty file is not the block alone.
    #expect(update("", []) == ("", false))
  }

  @Test func aFileThatWasTheBlockAloneGoes() {
    #expect(update(block("/a"), []) == (nil, true))
    #expect(update("\n" + block("/a"), []) == ("\n", true))
  }

  @Test func lineEndsAreKept() {
    let made = update("one\r\ntwo", ["a"])
    #expect(made.text == "one\r\ntwo\r\n\(Self.begin)\r\n/a\r\n\(Self.end)\r\n")
    #expect(update(made.text, ["a"]) == (made.text, false))
    let converted = block("/a").replacing("\n", with: "\r\n")
    #expect(update(converted, ["a"]) == (converted, false))
    #expect(update("one\ntwo\r\n", ["a"]).text == "one\ntwo\r\n" + block("/a"))
  }

  @Test func bytesOfAnyKind() {
    let text: [UInt8] = [0xFF, 0x0A, 0x00, 0x0D, 0xFE]
    let update = ManagedBlock.update(text, ignoring: Self.paths(["a"]))
    #expect(update.text == text + [0x0A] + Array(block("/a").utf8))
  }

  @Test func aMarkWithoutItsOtherOneGoesAlone() {
    let users = "/old\n*.log\n"
    #expect(update("x\n\(Self.begin)\n" + users, ["a"]).text == "x\n" + users + block("/a"))
    #expect(update("x\n\(Self.begin)\n" + users, []).text == "x\n" + users)
    #expect(update(users + "\(Self.end)\ny\n", ["a"]).text == users + "y\n" + block("/a"))
    #expect(update("\(Self.begin)\n" + users + block("/b"), ["a"]).text == users + block("/a"))
    #expect(update("\(Self.end)\n\(Self.begin)\n" + users, ["a"]).text == users + block("/a"))
    #expect(update(Self.begin, []) == (nil, true))
  }

  @Test func ofSeveralBlocksTheFirstStays() {
    let text = "x\n" + block("/a") + "y\n" + block("/b") + "z\n"
    #expect(update(text, ["c"]).text == "x\n" + block("/c") + "y\nz\n")
  }

  @Test func marksMayHaveBlanksBehindThem() {
    let text = "\(Self.begin)  \n/old\n\(Self.end) \r\nx"
    #expect(update(text, ["a"]).text == block("/a") + "x")
    #expect(
      update("#\(Self.begin)\n\(Self.end)x\n", []) == ("#\(Self.begin)\n\(Self.end)x\n", false))
  }

  @Test(arguments: [
    ("a", "/a"), ("#a", "/#a"), ("!a", "/!a"), ("a*b?c[d]\\e", "/a\\*b\\?c\\[d]\\\\e"),
    ("a ", "/a\\ "), ("a  ", "/a\\ \\ "), ("a /", "/a /"), (" a", "/ a"), ("a b", "/a b"),
    ("a\t", "/a\t"), ("a\r", "/a[\r]"), ("é/日", "/é/日"),
  ])
  func specialMarks(path: String, line: String) {
    #expect(update(nil, [path]).text == block(line))
  }

  @Test func whatNoLineCanSayIsSkipped() {
    let update = ManagedBlock.update(nil, ignoring: Self.paths(["b\nc", "a\n/", "", "x"]))
    #expect(update.skipped.map(\.string) == ["", "a\n", "b\nc"])
    #expect(update.text == Array(block("/x").utf8))
    let none = ManagedBlock.update(nil, ignoring: Self.paths(["b\nc"]))
    #expect(none.text == nil && !none.isChanged)
  }
}

/// Random files and random paths.
@Suite struct ManagedBlockPropertyTests {
  private static let begin = ManagedBlock.beginMark
  private static let end = ManagedBlock.endMark

  /// Lines of a person, among which there may be marks.
  private static func text(_ random: inout SeededGenerator, marks: Bool) -> [UInt8] {
    let users = ["*.pyc", "/models/a", "", "  ", "# x", "!y", "data/", "é", "\u{0}", "# >>> mlx"]
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let isMark = marks && Int.random(in: 0..<3, using: &random) == 0
      text += (isMark ? [begin, end] : users).randomElement(using: &random) ?? ""
      text += ["\n", "\n", "\r\n"].randomElement(using: &random) ?? ""
    }
    if Bool.random(using: &random) { text += users.randomElement(using: &random) ?? "" }
    return Array(text.utf8)
  }

  private static func paths(_ random: inout SeededGenerator) -> Set<ManagedBlock.Path> {
    let names = ["a", "models/a", "a b ", "*", "#", "!", "x[1]", "é", "\r", "data"]
    return Set(
      (0..<Int.random(in: 0...4, using: &random)).map { _ in
        .init(
          RepositoryPath(unchecked: names.randomElement(using: &random) ?? "a"),
          isFolder: Bool.random(using: &random))
      })
  }

  @Test func whatAPersonWroteIsKept() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      let text = Self.text(&random, marks: false)
      let made = ManagedBlock.update(text, ignoring: Self.paths(&random)).text
      let next = ManagedBlock.update(made, ignoring: Self.paths(&random)).text
      let gone = ManagedBlock.update(next, ignoring: []).text ?? []
      let newlines: [[UInt8]] = [[], [0x0A], [0x0D, 0x0A]]
      #expect(newlines.contains { text + $0 == gone })
      #expect(made?.starts(with: text) == true || text.isEmpty)
    }
  }

  @Test func twiceIsOnce() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<2_000 {
      let text = Self.text(&random, marks: true)
      let paths = Self.paths(&random)
      let first = ManagedBlock.update(text, ignoring: paths)
      let second = ManagedBlock.update(first.text, ignoring: paths)
      #expect(second.text == first.text && !second.isChanged)
      #expect(first.isChanged == (first.text != text))
    }
  }

  /// In a file whose marks are in disorder, only lines between a begin and the next end go.
  @Test func disorderLosesNoLine() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2_000 {
      let text = Self.text(&random, marks: true)
      var kept: [String] = []
      var inside: [String]?
      for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline) {
        switch line {
        case Self.begin[...]:
          kept += inside ?? []
          inside = []
        case Self.end[...]: inside = nil
        default:
          if inside == nil { kept.append(String(line)) } else { inside?.append(String(line)) }
        }
      }
      kept += inside ?? []
      let gone = ManagedBlock.update(text, ignoring: []).text ?? []
      let lines = String(decoding: gone, as: UTF8.self).split(whereSeparator: \.isNewline)
      #expect(lines.map(String.init) == kept)
    }
  }
}
