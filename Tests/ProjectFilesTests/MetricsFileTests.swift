import Objects
import ProjectFiles
import Testing

@Suite struct MetricsFileTests {
  private func parse(_ text: String, _ name: String = "metrics.json") throws -> JSONValue {
    try MetricsFile.parse(Array(text.utf8), name: name)
  }

  @Test func numbersStayWhatTheyAre() throws {
    let json =
      "{\"acc\": 0.93, \"n\": 12, \"big\": 9007199254740993, \"t\": {\"loss\": 1e-4, \"k\": -0.0}}"
    let values: JSONValue = [
      "acc": .number(0.93), "n": 12, "big": .integer(9_007_199_254_740_993),
      "t": ["loss": .number(1e-4), "k": .number(-0.0)],
    ]
    #expect(try parse(json) == values)
    #expect(try parse("\u{FEFF}" + json) == values)
    #expect(try parse(json, "scores.txt") == values)
    let yaml = "acc: 0.93\nn: 12\nbig: 9007199254740993\nt:\n  loss: 1e-4\n  k: -0.0\n"
    #expect(try parse(yaml, "metrics.yaml") == values)
    #expect(try parse(yaml, "METRICS.YML") == values)
    #expect(try parse("{}") == [:])
    #expect(try parse("", "metrics.yaml") == [:])
  }

  @Test func aDivergedRunIsRecorded() throws {
    let json = "{\"loss\": NaN, \"train\": {\"b\": -Infinity, \"a\": Infinity}, \"ok\": 1}"
    let values = try parse(json)
    #expect(MetricsFile.nonFinite(in: values) == ["loss", "train.a", "train.b"])
    #expect(values["train"]?["b"]?.number == -.infinity)
    let yaml = "loss: .nan\ntrain: {b: -.inf, a: Infinity}\nok: 1\nx: nan\n"
    #expect(
      try MetricsFile.nonFinite(in: parse(yaml, "m.yml")) == ["loss", "train.a", "train.b", "x"])
  }

  @Test(arguments: [
    ("{\"a\": {\"b\": true}}", "a.b", "true or false", 0),
    ("{\"a\": \"0.9\"}", "a", "a text", 0),
    ("{\"a\": \"NaN\"}", "a", "a text", 0),
    ("{\"a\": null}", "a", "null", 0),
    ("{\"a\": [1, 2]}", "a", "a list", 0),
    ("{\"z\": 1, \"c\": \"x\", \"b\": {\"d\": null}}", "b.d", "null", 1),
  ])
  func otherValuesAreNamed(json: String, key: String, found: String, others: Int) throws {
    let expected = ValueFileError.notNumbers(
      file: "metrics.json", key: key, found: found, others: others)
    #expect(throws: expected) { try parse(json) }
    #expect(expected.code == "metrics-not-numbers")
    #expect(expected.description.hasPrefix("'\(key)' in 'metrics.json' is \(found), not a number"))
    #expect(expected.hint?.contains("--params") == true)
  }

  @Test(arguments: ["[1]", "1", "\"a\"", "null", "NaN"])
  func theTopIsAnObject(json: String) {
    let error = #expect(throws: ValueFileError.self) { try parse(json) }
    #expect(error?.code == "metrics-not-numbers")
  }

  @Test(arguments: [
    "", "{", "{\"a\": }", "{\"a\": 1,}", "{\"a\": 1} x", "{\"a\": 1, \"a\": 2}", "{\"a\": nan}",
    "{\"a\": 01}", "{'a': 1}", "{\"a\": 1e999}",
  ])
  func brokenJSON(json: String) {
    let error = #expect(throws: ValueFileError.self) { try parse(json) }
    #expect(error?.code == "invalid-metrics")
    #expect(error?.description.hasPrefix("'metrics.json' cannot be read: ") == true)
  }

  @Test func digitsThatNoDoubleHoldsAreRefusedInYAMLToo() throws {
    for text in ["a: 1e999", "a: -1.5e400"] {
      let error = #expect(throws: ValueFileError.self) {
        try MetricsFile.parse(Array(text.utf8), name: "metrics.yaml")
      }
      #expect(error?.code == "invalid-metrics")
      #expect(error?.description.contains("out of range") == true)
    }
    let infinite = try MetricsFile.parse(Array("a: .inf".utf8), name: "metrics.yaml")
    #expect(infinite["a"] == .number(.infinity))
  }

  @Test func sizesAreBounded() {
    let long = [UInt8](repeating: 0x20, count: MetricsFile.bytesMax + 1)
    for name in ["metrics.json", "metrics.yaml"] {
      let error = #expect(throws: ValueFileError.self) { try MetricsFile.parse(long, name: name) }
      #expect(error?.code == "file-too-large")
    }
  }
}
