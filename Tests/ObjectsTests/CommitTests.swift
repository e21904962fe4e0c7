import Objects
import Testing

@Suite struct CommitTests {
  private func path(_ text: String) throws -> RepositoryPath {
    try RepositoryPath(validating: text)
  }

  private func commit() throws -> Commit {
    let model = AssetReference(kind: .model, name: "fraud")
    let data = AssetObject.blob(BlobID(digest("data")))
    return Commit(
      parents: [CommitID(digest("one")), CommitID(digest("two"))], tree: TreeID(digest("tree")),
      assets: [
        Asset(
          kind: .model, name: "fraud", path: try path("models/fraud"),
          object: .tree(TreeID(digest("model"))), size: 1 << 60, format: nil),
        Asset(
          kind: .dataset, name: "holdout", path: try path("a b/é.csv"), object: data, size: 0,
          format: "csv"),
      ],
      metrics: [
        MetricsRecord(
          of: model, id: .tree(TreeID(digest("model"))),
          on: .init(asset: AssetReference(kind: .dataset, name: "holdout"), id: data),
          path: try path("metrics.json"), source: BlobID(digest("metrics")),
          values: ["loss": .number(.nan), "by": ["a": 1, "b": .number(0.5)], "n": .integer(.max)])
      ],
      params: ParamsRecord(
        path: try path("params.yaml"), source: BlobID(digest("params")),
        values: ["lr": .number(1e-9), "$number": "x", "list": [["$number": "y"], .null]]),
      author: Author(name: "Ana", email: "", time: Timestamp(seconds: 0)), message: "Größer\n")
  }

  @Test func commitsComeBack() throws {
    let commit = try commit()
    let decoded = try Commit.decode(commit.encode())
    #expect(decoded == commit)
    #expect(decoded.encode() == commit.encode())
    #expect(decoded.id == CommitID(SHA256Hasher.hash(commit.encode())))
    #expect(decoded.assets.map(\.name) == ["holdout", "fraud"])
    #expect(decoded.assets[1].size == 1 << 60)
  }

  @Test func leastCommitsComeBack() throws {
    let least = Commit(
      parents: [], tree: TreeCodec.emptyID, assets: [],
      author: Author(name: "", email: "", time: .max), message: "")
    #expect(try Commit.decode(least.encode()) == least)
  }

  @Test func keysOfLaterVersionsAreIgnored() throws {
    var members = try members()
    members["later"] = ["x": 1]
    let decoded = try Commit.decode(JSONValue.object(members).canonicalBytes())
    members["later"] = nil
    #expect(decoded.encode() == JSONValue.object(members).canonicalBytes())
  }

  @Test(arguments: [
    "schema", "parents", "tree", "assets", "lineage", "metrics", "params", "author", "message",
  ])
  func eachKeyIsNeeded(_ key: String) throws {
    var members = try members()
    members[key] = nil
    #expect(try reason(members)?.contains("'\(key)'") == true)
    for wrong: JSONValue in [1, true, "x", [1], ["x": 1]] where wrong != members[key] {
      if key == "message" && wrong == "x" { continue }
      members[key] = wrong
      let reason = try reason(members)
      #expect(reason?.contains(key == "schema" ? "schema" : key) == true, "\(wrong)")
    }
  }

  @Test(arguments: ["kind", "name", "path", "object", "size"])
  func eachKeyOfAnAssetIsNeeded(_ key: String) throws {
    for value: JSONValue? in [nil, .null, true, -1, "", "../x", "a=b"] {
      var members = try members()
      var assets = members["assets"]?.array ?? []
      var asset = assets[0].object ?? [:]
      asset[key] = value
      assets[0] = .object(asset)
      members["assets"] = .array(assets)
      if key == "path" && value == "a=b" { continue }
      #expect(
        try reason(members)?.contains("assets.\(key)") == true,
        "\(key) \(String(describing: value))"
      )
    }
  }

  @Test(arguments: [
    "..", "../x", "/etc/passwd", "a/../b", ".mlops/heads", ".MLOPS", "a/.git/hooks", ".GIT", "",
    "a//b", "a/", "a\u{0}",
  ])
  func hostilePathsAreRefused(_ hostile: String) throws {
    for place in ["assets", "metrics", "params"] {
      var members = try members()
      if place == "params" {
        var params = members["params"]?.object ?? [:]
        params["path"] = .string(hostile)
        members["params"] = .object(params)
      } else {
        var first = members[place]?.array?.first?.object ?? [:]
        first["path"] = .string(hostile)
        members[place] = [.object(first)]
      }
      #expect(try reason(members)?.contains("path'") == true, "\(place)")
    }
  }

  @Test func assetsAreOncePerNameAndInOrder() throws {
    var members = try members()
    let assets = members["assets"]?.array ?? []
    for wrong in [[assets[1], assets[0]], [assets[0], assets[0]]] {
      members["assets"] = .array(wrong)
      #expect(try reason(members)?.contains("twice or out of order") == true)
    }
  }

  @Test(arguments: ["x", [1], true, .null, ["a": "x"], ["a": ["b": true]]] as [JSONValue])
  func metricsAreNumbers(_ values: JSONValue) throws {
    var members = try members()
    var record = members["metrics"]?.array?.first?.object ?? [:]
    record["values"] = values
    members["metrics"] = [.object(record)]
    #expect(try reason(members)?.contains("metrics.values") == true)
  }

  @Test func otherSchemas() throws {
    var members = try members()
    members["schema"] = "mlx.commit/2"
    #expect(throws: ObjectError.unsupportedSchema("mlx.commit/2")) {
      try Commit.decode(JSONValue.object(members).canonicalBytes())
    }
    members["schema"] = "mlx.operation/1"
    #expect(try reason(members) == "its schema is 'mlx.operation/1'")
    for bytes: [UInt8] in [[], [0xFF], Array("[]".utf8), Array("{}".utf8), Array("null".utf8)] {
      #expect(malformation { _ = try Commit.decode(bytes) } != nil)
    }
  }

  private func members() throws -> [String: JSONValue] {
    try JSONValue(parsing: commit().encode()).object ?? [:]
  }

  private func reason(_ members: [String: JSONValue]) throws -> String? {
    malformation { _ = try Commit.decode(JSONValue.object(members).canonicalBytes()) }
  }
}
