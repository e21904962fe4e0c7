import Objects
import Testing

@Suite struct RecordTests {
  private let operation = Operation(
    parents: [OperationID(digest("before"))], view: TreeID(digest("view")),
    staging: StagingChange(before: StagingID(digest("b")), after: StagingID(digest("a"))),
    author: Author(name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 5)),
    host: "laptop", command: "mlx commit -m 'é'", description: "commit: é",
    undoes: OperationID(digest("undone")))

  private func staging() throws -> Staging {
    Staging(
      tree: TreeID(digest("tree")),
      assets: [
        AssetDeclaration(kind: .code, name: "src", path: try RepositoryPath(validating: "src"))
      ],
      metrics: [
        MetricsDeclaration(
          model: "fraud", path: try RepositoryPath(validating: "m.json"), on: "holdout"),
        MetricsDeclaration(model: "fraud", path: try RepositoryPath(validating: "n.json"), on: nil),
      ],
      params: nil)
  }

  @Test func operationsComeBack() throws {
    #expect(try Operation.decode(operation.encode()) == operation)
    var first = operation
    first.parents = []
    first.undoes = nil
    #expect(try Operation.decode(first.encode()) == first)
    #expect(first.id != operation.id)
  }

  @Test func stagingComesBack() throws {
    let staging = try staging()
    #expect(try Staging.decode(staging.encode()) == staging)
    for asset in staging.assets { #expect(try AssetDeclaration(json: asset.json) == asset) }
    for file in staging.metrics { #expect(try MetricsDeclaration(json: file.json) == file) }
  }

  @Test(arguments: [
    "schema", "parents", "view", "staging", "time", "author", "host", "command", "description",
    "undoes", "condemned",
  ])
  func eachKeyOfAnOperationIsNeeded(_ key: String) throws {
    var members = try JSONValue(parsing: operation.encode()).object ?? [:]
    members[key] = nil
    let missing = malformation {
      _ = try Operation.decode(JSONValue.object(members).canonicalBytes())
    }
    #expect(missing == "'\(key)' is missing")
    members[key] = true
    let wrong = malformation {
      _ = try Operation.decode(JSONValue.object(members).canonicalBytes())
    }
    #expect(wrong?.contains(key) == true)
  }

  @Test(arguments: ["schema", "tree", "assets", "metrics", "params"])
  func eachKeyOfStagingIsNeeded(_ key: String) throws {
    var members = try JSONValue(parsing: staging().encode()).object ?? [:]
    members[key] = nil
    #expect(
      malformation { _ = try Staging.decode(JSONValue.object(members).canonicalBytes()) }
        == "'\(key)' is missing")
  }

  @Test func hostileDeclarationsAreRefused() {
    for path in ["../x", "/x", ".mlops", "a/.Git", ""] {
      #expect(throws: ObjectError.self) {
        try AssetDeclaration(json: ["kind": "model", "name": "x", "path": .string(path)])
      }
      #expect(throws: ObjectError.self) {
        try MetricsDeclaration(json: ["model": "x", "path": .string(path), "on": .null])
      }
    }
    #expect(throws: ObjectError.self) {
      try AssetDeclaration(json: ["kind": "models", "name": "x", "path": "x"])
    }
    #expect(throws: ObjectError.self) {
      try AssetDeclaration(json: ["kind": "model", "name": "x@y", "path": "x"])
    }
  }

  @Test func errorsSayWhatToDo() {
    let errors: [(ObjectError, String)] = [
      (.malformed(kind: "tree", id: "12", reason: "it is short"), "object-corrupt"),
      (.invalidName("..", reason: "it means a folder"), "invalid-name"),
      (.invalidPath("/x", reason: "it is absolute"), "invalid-path"),
      (.duplicateName("x"), "invalid-name"), (.unsupportedSchema("x/2"), "unsupported-format"),
      (.tooLarge(kind: "folder", limit: 1), "too-large"),
    ]
    for (error, code) in errors {
      #expect(error.code == code)
      #expect(!error.description.hasSuffix("."))
      #expect(error.description.first?.isUppercase == false)
    }
  }
}
