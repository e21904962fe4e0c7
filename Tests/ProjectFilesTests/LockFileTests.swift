import FileIO
import Objects
import ProjectFiles
import TestSupport
import Testing

/// `mlx.lock`: what is written, and that it is read again.
@Suite struct LockFileTests {
  private static func id(_ text: String) -> Digest { SHA256Hasher.hash(text) }

  private static func asset(
    _ kind: AssetKind, _ name: String, _ path: String, size: UInt64, isTree: Bool = false
  ) -> Asset {
    let object: AssetObject =
      isTree ? .tree(TreeID(id(name))) : .blob(BlobID(id(name)))
    return Asset(
      kind: kind, name: name, path: RepositoryPath(unchecked: path), object: object, size: size,
      format: nil)
  }

  private static func commit(_ assets: [Asset], _ values: JSONValue = [:]) -> Objects.Commit {
    let metrics = assets.filter { $0.kind == .model }.map {
      MetricsRecord(
        of: $0.reference, id: $0.object, on: nil, path: nil, source: nil, values: values)
    }
    return Objects.Commit(
      parents: [], tree: TreeID(id("tree")), assets: assets,
      code: CodeAsset(tree: TreeID(id("code")), size: 12, fileCount: 3, git: nil),
      environment: EnvironmentAsset(id: EnvironmentID(id("env")), evidence: .captured),
      metrics: metrics,
      author: Author(name: "Ana", email: "a@b", time: Timestamp(seconds: 0)), message: "m")
  }

  static let sample = LockFile(
    commit: CommitID(id("commit")),
    commitRecord: commit(
      [
        asset(.model, "fraud", "models/fraud.safetensors", size: 268_435_456),
        asset(.dataset, "two words", "data/a \"b\" #c.csv", size: 0),
        asset(.dataset, "train", "data/train", size: .max, isTree: true),
      ], ["recall": .number(0.902), "accuracy": .number(0.931), "loss": .number(.nan), "n": 50_000])
  )

  /// A change of it is a change of format (Documentation/format.md).
  @Test func theGoldenText() throws {
    let golden = """
      # The assets that belong to these files. Written by 'mlx commit' and 'mlx checkout': do not edit.
      version 1
      commit 9505cacb7c710ed17125fcc6cb3669e8ddca6c8cd8af6a31f6b3cd64604c3098

      code/code  tree:5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b

      dataset/train  tree:116f54c41d0405dbb10e7b04ebc31e262a5b8c85c1233fcf36eaee344d91ae58  18446744073709551615  data/train

      "dataset/two words"  blob:a03f1d611645eb53ad16c1af546ca0792dc884505bab57ede80f4dad6b911d3a  0  "data/a \\"b\\" #c.csv"

      environment/default  environment:b77349bf1fa9b26d45d545d7d64dad96737e9cfbb3cbb5f5d10fb77b0fcc44ad

      model/fraud  blob:f02b95ed0b00ce45335979782615d60879b99e788fa3b7b8fca1599589b88846  268435456  models/fraud.safetensors  accuracy=0.931 loss=nan n=50000 recall=0.902

      """
    #expect(Self.sample.encode() == golden)
    #expect(try LockFile.decode(Array(golden.utf8)) == Self.sample)
  }

  private func decode(_ text: String) throws -> LockFile { try LockFile.decode(Array(text.utf8)) }

  @Test func editorsMayChangeTheEndsOfLines() throws {
    let text = Self.sample.encode()
    for (from, to) in [
      ("\n", "\r\n"), ("\n", "  \t\n"), ("\n\n", "\n"), ("  ", "\t"), ("\n", "\n\n#x\n"),
    ] {
      #expect(try decode(text.replacing(from, with: to)) == Self.sample)
    }
    #expect(try decode(String(text.dropLast())) == Self.sample)
    let lines = text.split(separator: "\n")
    let turned = lines.prefix(3) + lines.dropFirst(3).reversed()
    #expect(try decode(turned.joined(separator: "\n")) == Self.sample)
  }

  @Test func aFewMetricsAreKept() {
    let many = JSONValue.object([
      "b": 1, "a": ["x": 2, "b": ["c": 3]], "z": 4, "c": 5, "d": 6, "e": 7, "f": 8, "g": 9,
    ])
    let model = Self.asset(.model, "m", "m", size: 1)
    let lock = LockFile(commit: Self.sample.commit, commitRecord: Self.commit([model], many))
    let metrics = lock.assets.first { $0.reference.kind == .model }?.metrics
    #expect(metrics?.keys.sorted() == ["a.x", "b", "c", "d", "e", "f", "g", "z"])
  }

  @Test func metricsOfOtherBytesAreNotShown() {
    var record = Self.commit([Self.asset(.model, "m", "m", size: 1)], ["a": 1])
    record.metrics[0].id = .blob(BlobID(Self.id("older")))
    let lock = LockFile(commit: Self.sample.commit, commitRecord: record)
    #expect(lock.assets.allSatisfy { $0.metrics.isEmpty })
  }

  @Test func loadsFromTheDisk() throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    let path = folder.path.appending(LockFile.name)
    #expect(try LockFile.load(from: path, in: fileSystem) == nil)
    try File(path, .create, in: fileSystem).write(Array(Self.sample.encode().utf8), at: 0)
    #expect(try LockFile.load(from: path, in: fileSystem) == Self.sample)
    try File(path, .write, in: fileSystem).truncate(to: Int64(LockFile.bytesMax) + 1)
    #expect(throws: LockError.tooLarge(limitBytes: LockFile.bytesMax)) {
      try LockFile.load(from: path, in: fileSystem)
    }
  }
}
