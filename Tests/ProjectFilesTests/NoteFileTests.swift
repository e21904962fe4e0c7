import Objects
import Testing

@testable import ProjectFiles

/// Bodies of notes.
@Suite struct NoteFileTests {
  private func parse(_ text: String, _ name: String = "note.json") throws -> JSONValue {
    try NoteFile.parse(Array(text.utf8), name: name)
  }

  @Test func objectsOfAnyValues() throws {
    #expect(try parse(#"{"text": "good", "n": [1, NaN]}"#)["text"]?.string == "good")
    #expect(try parse("text: good\nok: true\n", "note.yaml")["ok"]?.bool == true)
  }

  @Test(arguments: [
    ("[1]", "n.json", "invalid-note"), ("{}", "n.json", "invalid-note"),
    ("", "n.yaml", "invalid-note"), ("{", "n.json", "invalid-note"),
    ("{}", "n.txt", "invalid-note"),
    (#"{"a":"# + String(repeating: "[", count: 100), "n.json", "invalid-note"),
    (#"{"a": ""# + String(repeating: "x", count: 1 << 20) + #""}"#, "n.json", "file-too-large"),
  ])
  func whatIsRefused(_ text: String, _ name: String, _ code: String) throws {
    let error = #expect(throws: ValueFileError.self) { try parse(text, name) }
    #expect(error?.code == code)
    #expect(error?.hint != nil)
  }
}
