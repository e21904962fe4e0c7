import ProjectFiles
import Testing

@Suite struct ConfigFileTests {
  private func parse(_ text: String) throws -> ConfigFile {
    try ConfigFile(parsing: Array(text.utf8), path: "config")
  }

  private func text(_ file: ConfigFile) -> String { String(decoding: file.encode(), as: UTF8.self) }

  @Test(arguments: [
    ("a = b", "b"), ("a=b", "b"), ("  a\t=  b c  ", "b c"), ("a = b # why", "b"), ("a = b#c", "b"),
    ("a =", ""), ("a = \"\"", ""), ("a = \" b \"  # x", " b "), ("a = \"#b\"", "#b"),
    ("a = \"q \\\" \\\\ \\n \\t\"", "q \" \\ \n \t"), ("a = b\\n", "b\\n"), ("a = b\r", "b"),
    ("a = x = y", "x = y"), ("a = b\"c", "b\"c"), ("a = é", "é"),
  ])
  func values(line: String, value: String) throws {
    let settings = try parse(line).settings
    #expect(settings.map(\.key) == ["a"])
    #expect(settings.map(\.value) == [value])
  }

  @Test(arguments: [
    ("a", "'=' is expected after 'a'"), ("= b", "a setting's name is expected"),
    ("[user]", "a setting's name is expected"), ("a = \"b", "the closing quote is missing"),
    ("a = \"b\" c", "something follows the closing quote"),
    ("a = \"\\x\"", "only \\\\, \\\", \\n, \\r and \\t are known after a backslash"),
    ("a = \"\\", "only \\\\, \\\", \\n, \\r and \\t are known after a backslash"),
    ("a b = c", "'=' is expected after 'a'"),
  ])
  func faultsNameTheirLine(line: String, reason: String) {
    #expect(throws: ConfigError.invalidFile("config", line: 3, reason: reason)) {
      try parse("# first\n\n\(line)\nb = c\n")
    }
  }

  @Test func bytesThatAreNotUTF8() {
    #expect(throws: ConfigError.self) {
      try ConfigFile(parsing: Array("a = ".utf8) + [0xFF], path: "config")
    }
  }

  @Test(arguments: [
    "plain", "two words", " leading", "trailing ", "", "#", "a # b", "\"quoted\"", "\\", "a\\nb",
    "tab\tinside", "\ttab", "line\nbreak", "é", "=", "a\r", "\u{7F}", "'", "a\"", "\u{A0}x",
  ])
  func whatIsSetIsRead(value: String) throws {
    var file = try parse("# comment\nother = 1\n")
    file.set("key", to: value)
    let again = try parse(text(file))
    #expect(again.settings.last?.value == value)
    #expect(again.settings.count == 2)
    file.set("key", to: "x")
    #expect(text(file) == "# comment\nother = 1\nkey = x\n")
  }

  @Test func editsKeepEverythingElse() throws {
    let before =
      "# mine\n\n  user.name =   Ana   # me\r\nunknown.key = 1\nuser.name=\"Bo\"#last\n# end"
    var file = try parse(before)
    #expect(text(file) == before + "\n")
    file.set("user.name", to: "C # D")
    #expect(
      text(file) == before.replacing("\"Bo\"", with: "\"C # D\"") + "\n")
    let removed = file.unset("user.name")
    #expect(removed)
    #expect(text(file) == "# mine\n\nunknown.key = 1\n# end\n")
    let removedAgain = file.unset("user.name")
    #expect(!removedAgain)
  }

  @Test func theLastOfTwoHolds() throws {
    let settings = try parse("a = 1\na = 2\n").settings
    #expect(settings.map(\.line) == [1, 2])
    #expect(settings.last?.value == "2")
  }

  @Test(arguments: 0...255)
  func everyByteIsReadOrRefused(byte: Int) throws {
    for template in ["a = b", "a = \"b\"", "# c"] {
      for index in 0...template.utf8.count {
        var bytes = Array(template.utf8)
        bytes.insert(UInt8(byte), at: index)
        guard let file = try? ConfigFile(parsing: bytes, path: "config") else { continue }
        #expect(file.encode().starts(with: bytes))
      }
    }
  }
}
