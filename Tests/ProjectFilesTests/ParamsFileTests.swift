import Objects
import ProjectFiles
import Testing

@Suite struct ParamsFileTests {
  private func parse(_ text: String, _ name: String = "params.yaml") throws -> JSONValue {
    try ParamsFile.parse(Array(text.utf8), name: name)
  }

  @Test(
    arguments: [
      ("1", JSONValue.integer(1)), ("-7", .integer(-7)), ("+7", .integer(7)),
      ("0o17", .integer(15)),
      ("0xFF", .integer(255)), ("007", .integer(7)), ("1.5", .number(1.5)), (".5", .number(0.5)),
      ("5.", .number(5)), ("1e-4", .number(1e-4)), ("-1E+3", .number(-1000)),
      ("1.e2", .number(100)),
      ("99999999999999999999", .number(1e20)), (".inf", .number(.infinity)),
      ("-.INF", .number(-.infinity)),
      ("true", .bool(true)), ("False", .bool(false)), ("null", .null), ("~", .null), ("", .null),
      ("yes", "yes"), ("on", "on"), ("NaN", "NaN"), ("1_000", "1_000"), ("0x", "0x"),
      ("0x-1", "0x-1"),
      ("1.2.3", "1.2.3"), ("12:30", "12:30"), ("2026-01-02", "2026-01-02"),
      ("e5", "e5"), ("1e", "1e"), (".", "."), ("+", "+"), ("--1", "--1"), ("\"1\"", "1"),
      ("'true'", "true"),
      ("!!str 1", "1"), ("!!int \"3\"", .integer(3)), ("!Custom x", "x"),
      ("|\n  a\n  b\n", "a\nb\n"),
      ("[1, a, {b: 2}]", .array([1, "a", .object(["b": 2])])), ("{}", .object([:])),
    ] as [(String, JSONValue)])
  func scalars(text: String, value: JSONValue) throws {
    #expect(try parse("key: \(text)")["key"] == value)
  }

  @Test func notANumberIsANumber() throws {
    #expect(try parse("a: .nan")["a"]?.number?.isNaN == true)
  }

  @Test func keysAreTexts() throws {
    #expect(
      try parse("1: a\ntrue: b\n\"x y\": c\n? z\n: d\n") == [
        "1": "a", "true": "b", "x y": "c", "z": "d",
      ])
  }

  @Test(arguments: ["", "\n", "# nothing\n", "---\n", "---\n...\n", "~"])
  func emptyDocuments(text: String) throws {
    #expect(try parse(text) == [:])
  }

  /// Very short texts are held differently in memory.
  @Test func shortDocuments() throws {
    for count in 1...20 {
      let value = String(repeating: "v", count: count)
      #expect(try parse("k: \(value)") == ["k": .string(value)])
    }
  }

  @Test func aliasesAndMergesAreResolved() throws {
    let text = """
      base: &base {lr: 0.1, steps: 5}
      other: &other {lr: 0.2, seed: 1}
      run: {<<: *base, lr: 0.5}
      both: {<<: [*other, *base]}
      same: *base
      "<<": text
      """
    let values = try parse(text)
    #expect(values["run"] == ["lr": .number(0.5), "steps": 5])
    #expect(values["both"] == ["lr": .number(0.2), "seed": 1, "steps": 5])
    #expect(values["same"] == values["base"])
    #expect(values["<<"] == "text")
  }

  @Test func jsonAsWell() throws {
    let values: JSONValue = ["lr": .number(0.1), "layers": [1, 2], "name": "x", "none": .null]
    #expect(
      try parse("{\"lr\": 0.1, \"layers\": [1, 2], \"name\": \"x\", \"none\": null}", "P.JSON")
        == values)
  }

  @Test(
    arguments: [
      ("a: 1\na: 2\n", nil), ("a: {b: 1, b: 2}", 1), ("a: [1\n", 1), ("a: [1,\n", 1),
      ("a: b: c", 1),
      ("x: 1\na: *missing", 2), ("--- 1\n--- 2\n", 2), ("\t- a", 1), ("a: \"\\ud800\"", 1),
      ("[a, b]: c", 1), ("? {x: 1}\n: c", nil), ("<<: 3", nil), ("a: &a [1]\n*a : 2", 2),
      ("a: 1\n\u{1}b: 2", nil), ("%YAML 9.9\n---\na: 1", nil), ("a: !<", nil), ("a: 'x", nil),
    ] as [(String, Int?)])
  func brokenYAML(text: String, line: Int?) {
    let error = #expect(throws: ValueFileError.self) { try parse(text) }
    #expect(error?.code == "invalid-params")
    guard case .malformed(.params, "params.yaml", let found, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    if let line { #expect(found == line) }
  }

  @Test func otherTops() {
    for text in ["- 1\n", "text", "3"] {
      let error = #expect(throws: ValueFileError.self) { try parse(text) }
      #expect(error?.code == "invalid-params")
    }
    #expect(throws: ValueFileError.unknownType(.params, file: "params.toml")) {
      try parse("a = 1", "params.toml")
    }
    #expect(throws: ValueFileError.self) {
      try ParamsFile.parse([0x61, 0x3A, 0x20, 0xFF], name: "params.yaml")
    }
  }
}
