import Objects
import Testing

@Suite struct ExternalAssetTests {
  private let folder = ExternalAsset(
    kind: .dataset, name: "corpus", location: "/mnt/dätä/corpus",
    object: .tree(TreeID(digest("corpus"))), size: 1 << 60, format: nil)
  private let url = ExternalAsset(
    kind: .model, name: "base", location: "hf:org/base@main",
    object: .blob(BlobID(digest("base"))), size: nil, format: "safetensors")

  private func commit(_ external: [ExternalAsset]) throws -> Commit {
    Commit(
      parents: [], tree: TreeCodec.emptyID,
      assets: [
        Asset(
          kind: .dataset, name: "train", path: try RepositoryPath(validating: "train.csv"),
          object: .blob(BlobID(digest("train"))), size: 1, format: "csv")
      ], external: external, author: Author(name: "Ana", email: "", time: Timestamp(seconds: 0)),
      message: "m")
  }

  @Test func commitsHoldThemAmongTheAssets() throws {
    let commit = try commit([url, folder])
    let decoded = try Commit.decode(commit.encode())
    #expect(decoded == commit)
    #expect(decoded.encode() == commit.encode())
    #expect(decoded.external == [folder, url])
    #expect(decoded.assets.map(\.name) == ["train"])
    #expect(decoded.references[folder.reference] == folder.object)
    let record = try JSONValue(parsing: commit.encode())
    #expect(
      record["assets"]?.array?.map { $0["name"]?.string } == ["corpus", "train", "base"])
  }

  /// The bytes, as Documentation/format.md says them.
  @Test func theBytesAreGolden() throws {
    let text = String(decoding: url.record.canonicalBytes(), as: UTF8.self)
    let hex = digest("base").hex
    #expect(
      text == #"{"format":"safetensors","kind":"model","location":"hf:org/base@main","#
        + #""name":"base","object":"blob:"# + hex + #""}"#)
    let size = String(decoding: folder.record.canonicalBytes(), as: UTF8.self)
    #expect(size.hasSuffix(#""size":{"$number":"1152921504606846976"}}"#))
    for asset in [url, folder] { #expect(try ExternalAsset(record: asset.record) == asset) }
  }

  @Test func namesAreUniqueOverAllAssets() throws {
    var same = folder
    same.name = "train"
    let bytes = try commit([same]).encode()
    #expect(throws: ObjectError.self) { try Commit.decode(bytes) }
  }

  @Test(arguments: [
    ("location", JSONValue.string("")), ("location", .string("a\nb")),
    ("location", .string(String(repeating: "x", count: 4097))), ("location", 1),
    ("object", .string("environment:" + digest("e").hex)), ("object", .null), ("size", -1),
    ("size", .null), ("kind", "thing"), ("name", "a/b"),
  ])
  func whatIsWrongIsRefused(_ key: String, _ value: JSONValue) throws {
    guard case .object(var members) = folder.record else { return }
    members[key] = value
    #expect(throws: ObjectError.self) { try ExternalAsset(record: .object(members)) }
  }

  @Test func stagingRecordsOfNoneAreAsTheyWere() throws {
    let none = Staging(tree: TreeCodec.emptyID, assets: [], metrics: [], params: nil)
    #expect(try JSONValue(parsing: none.encode())["external"] == nil)
    let some = Staging(
      tree: TreeCodec.emptyID, assets: [], metrics: [], params: nil, external: [folder, url])
    #expect(try Staging.decode(some.encode()) == some)
    #expect(try Staging.decode(none.encode()).external == [])
  }
}
