import FileIO
import Objects
import SystemPackage
import Testing

@testable import ProjectFiles

/// The schema and the reader say the same.
@Suite struct ProjectSchemaTests {
  private static let schema = ProjectFile.schema
  private static let asset = schema["$defs"]?["asset"]
  private static let input = schema["$defs"]?["keyedInput"]
  private static let gate = schema["$defs"]?["gate"]

  @Test func theShippedFileIsTheSchema() throws {
    let file = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .removingLastComponent().appending("Documentation/mlx.schema.json")
    let bytes = try KernelFileSystem().readFile(file, maxBytes: 1 << 20)
    #expect(try JSONValue(parsing: bytes) == ProjectFile.schema)
  }

  private func names(_ map: JSONValue?) -> Set<String> {
    Set((map?["properties"]?.object ?? [:]).keys)
  }

  private func accepts(_ text: String) -> Bool {
    (try? ProjectFile(parsing: Array(text.utf8))) != nil
  }

  @Test func everyKeyThatIsReadIsInTheSchema() {
    #expect(names(Self.schema) == Set(ProjectKey.file.flatMap(\.names)))
    #expect(names(Self.asset) == Set(ProjectKey.asset.flatMap(\.names)))
    #expect(names(Self.input) == Set(ProjectKey.input.flatMap(\.names)))
    #expect(names(Self.gate) == Set(ProjectKey.gate.flatMap(\.names)))
    for map in [Self.schema, Self.asset, Self.input, Self.gate] {
      #expect(map?["additionalProperties"] == false)
    }
  }

  /// One value of each kind of JSON, and whether the schema's type takes it.
  private static let samples: [(yaml: String, type: String)] = [
    ("text", "string"), ("17", "integer"), ("true", "boolean"), ("[]", "array"), ("{}", "object"),
    ("null", "null"),
  ]

  /// Whether the schema takes a sample, where types decide.
  private func takes(_ property: JSONValue, _ sample: (yaml: String, type: String)) -> Bool? {
    if property["pattern"] != nil || property["$ref"] != nil { return nil }
    if let words = property["enum"]?.array {
      return words.contains(.string(sample.yaml))
        || (sample.yaml == "null" && words.contains(.null))
    }
    let types = property["type"]?.array ?? property["type"].map { [$0] } ?? []
    return types.contains(.string(sample.type))
  }

  @Test func theReaderTakesWhatTheSchemaTakes() {
    for (map, before, after) in [
      (Self.schema, "", ""), (Self.asset, "assets: {model/a: {", "}}"),
    ] {
      for (name, property) in map?["properties"]?.object ?? [:] {
        for sample in Self.samples {
          guard let taken = takes(property, sample) else { continue }
          let text = "\(before)\(name): \(sample.yaml)\(after)"
          #expect(accepts(text) == taken, "\(text)")
        }
      }
    }
  }

  @Test(arguments: [
    ("version", "1"), ("assets", "{model/a: {kind: model}}"),
    ("gates", "{a: [{metric: recall, min: 0.5}]}"),
    ("audit", "{unsigned: error, leakage: off, unsafe-format: }"),
    ("allowed-signers", "team/signers"),
  ])
  func samplesOfTheFile(name: String, value: String) {
    #expect(accepts("\(name): \(value)"))
  }

  @Test func everyKindAndNoOther() throws {
    let kinds = try #require(Self.asset?["properties"]?["kind"]?["enum"]?.array)
    #expect(kinds == AssetKind.allCases.map { .string($0.rawValue) } + [.null])
    for kind in AssetKind.allCases { #expect(accepts("assets: {a: {kind: \(kind.rawValue)}}")) }
  }

  @Test func itIsOneDocument() throws {
    let bytes = Self.schema.prettyBytes()
    #expect(try JSONValue(parsing: bytes) == Self.schema)
    #expect(Self.schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    // Every reference leads somewhere.
    let text = String(decoding: bytes, as: UTF8.self)
    for reference in text.matches(of: /"#\/\$defs\/([A-Za-z]+)"/) {
      #expect(Self.schema["$defs"]?[String(reference.1)] != nil)
    }
  }
}
