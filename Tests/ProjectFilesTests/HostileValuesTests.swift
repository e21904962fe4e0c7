import Objects
import ProjectFiles
import Testing

/// Files that are made to hurt: they are refused, soon, and in little memory.
@Suite struct HostileValuesTests {
  private func refuses(_ text: String, _ name: String = "params.yaml") -> String? {
    let error = #expect(throws: ValueFileError.self) {
      try ParamsFile.parse(Array(text.utf8), name: name)
    }
    return error?.description
  }

  private static func laughs(_ levels: Int) -> String {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<levels {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    return text
  }

  @Test func aBillionLaughs() {
    #expect(refuses(Self.laughs(12))?.contains("aliases expand to too much") == true)
  }

  @Test func longTextsManyTimes() {
    let long = String(repeating: "x", count: 100_000)
    let aliases = Array(repeating: "*a", count: 10_000).joined(separator: ", ")
    #expect(refuses("a: &a \(long)\nb: [\(aliases)]\n") != nil)
  }

  /// A key made of aliases is compared by content, which has no end.
  @Test(arguments: [
    "? *a11\n: x\n", "*a11 : x\n", "[*a11]: x\n", "{? *a11 : x}\n", "b: {*a11 : 1}\n",
  ])
  func laughsInAKey(key: String) {
    #expect(refuses(Self.laughs(12) + key) != nil)
  }

  @Test func laughsInAMerge() {
    var text = "a0: &a0 {k: 1}\n"
    for level in 1..<30 {
      text += "a\(level): &a\(level) {<<: [*a\(level - 1), *a\(level - 1)], k\(level): 1}\n"
    }
    #expect(refuses(text) != nil)
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", "{? ", "a:\n "])
  func deepNesting(opening: String) {
    #expect(refuses(String(repeating: opening, count: 100_000)) != nil)
    #expect(refuses("a: " + String(repeating: opening, count: 900)) != nil)
  }

  @Test(arguments: ["params.json", "params.yaml"])
  func nestingHasALimit(name: String) throws {
    func nested(_ levels: Int) -> String {
      "{\"a\":" + String(repeating: "[", count: levels - 1) + "1"
        + String(repeating: "]", count: levels - 1) + "}"
    }
    _ = try ParamsFile.parse(Array(nested(64).utf8), name: name)
    #expect(refuses(nested(65), name) != nil)
    #expect(refuses(nested(5_000), name) != nil)
  }

  @Test func noiseNeverTraps() {
    var random = SeededWords(seed: 5)
    let alphabet = Array("ab:-?[]{},&*!|>'\"#% \n\t\\~<.1e+\u{FEFF}é".utf8)
    for _ in 0..<1_500 {
      let text = (0..<Int.random(in: 1...60, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      _ = try? ParamsFile.parse(text, name: "params.yaml")
      _ = try? MetricsFile.parse(text, name: "metrics.json")
      _ = try? ConfigFile(parsing: text, path: "config")
    }
  }

  private struct SeededWords: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 32) | (state << 32)
    }
  }
}
