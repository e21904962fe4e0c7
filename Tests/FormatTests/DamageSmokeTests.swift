import FileIO
import Objects
import ProjectFiles
import TestSupport
import Testing

@testable import Environments
@testable import Lineage

/// Damaged bytes of everything that is read from disk: each byte changed in several ways, each
/// truncation, random splices. A reader gives a value or an error of the domain, and never traps.
@Suite struct DamageSmokeTests {
  /// One layout: golden bytes, and what reads them.
  struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let read: @Sendable ([UInt8]) throws -> Void

    init(_ name: String, _ bytes: [UInt8], _ read: @escaping @Sendable ([UInt8]) throws -> Void) {
      (testDescription, self.bytes, self.read) = (name, bytes, read)
    }

    init(_ name: String, _ text: String, _ read: @escaping @Sendable ([UInt8]) throws -> Void) {
      self.init(name, Array(text.utf8), read)
    }
  }

  @Test(arguments: DamageSamples.all)
  func nothingTraps(_ sample: Sample) throws {
    try sample.read(sample.bytes)
    let bytes = sample.bytes
    // Short ones wholly; of a long one every n-th place, so that no layout takes seconds.
    let step = bytes.count / 600 + 1
    var random = SeededGenerator(seed: 7)
    for place in stride(from: 0, to: bytes.count, by: step) {
      expectCalm(Array(bytes[..<place]), sample)
      for change in [0x01, 0x80, UInt8.random(in: 2...0x7F, using: &random)] {
        var changed = bytes
        changed[place] ^= change
        expectCalm(changed, sample)
      }
    }
    for _ in 0..<300 { expectCalm(spliced(bytes, &random), sample) }
  }

  /// A part of it taken out, doubled, or put in the place of another; numbers made large.
  private func spliced(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    func range() -> Range<Int> {
      let start = Int.random(in: 0..<bytes.count, using: &random)
      return start..<Int.random(in: start...min(start + 40, bytes.count), using: &random)
    }
    var changed = bytes
    let place = range()
    switch Int.random(in: 0..<4, using: &random) {
    case 0: changed.removeSubrange(place)
    case 1: changed.insert(contentsOf: bytes[range()], at: place.lowerBound)
    case 2: changed.replaceSubrange(place, with: bytes[range()])
    default: changed.replaceSubrange(place, with: repeatElement(0xFF, count: place.count))
    }
    return changed
  }

  private func expectCalm(_ bytes: [UInt8], _ sample: Sample) {
    do {
      try sample.read(bytes)
    } catch {
      let isKnown = error is any MLXError || error is CacheDamage
      #expect(isKnown, "\(sample.testDescription): \(error)")
    }
  }
}

/// One golden value of each layout, with all that it can hold.
enum DamageSamples {
  private static let hex = String(repeating: "0a", count: 32)
  private static let digest = SHA256Hasher.hash("x")
  private static let model = AssetReference(kind: .model, name: "fraud")
  private static let author = Author(name: "Ana", email: "a@b.org", time: Timestamp(seconds: 1))

  static let all: [DamageSmokeTests.Sample] = records + files + texts

  private static let commit = Commit(
    parents: [CommitID(digest)], tree: TreeID(digest),
    assets: [
      Asset(
        kind: .model, name: "fraud", path: RepositoryPath(unchecked: "m/é.bin"),
        object: .blob(BlobID(digest)), size: 9_007_199_254_740_992, format: "safetensors")
    ],
    code: CodeAsset(
      tree: TreeID(digest), size: 12, fileCount: 3,
      git: GitState(
        commit: String(repeating: "a", count: 40), branch: "main", remote: "https://h/r",
        isDirty: true, uncommitted: ["train.py"],
        submodules: ["lib": String(repeating: "b", count: 40)])),
    environment: EnvironmentAsset(id: EnvironmentID(digest), evidence: .captured),
    external: [
      ExternalAsset(
        kind: .dataset, name: "corpus", location: "/mnt/corpus", object: .tree(TreeID(digest)),
        size: 5, format: nil)
    ],
    lineage: [
      LineageEdge(
        output: model, id: .blob(BlobID(digest)),
        inputs: [
          LineageInput(
            .asset(
              AssetReference(kind: .dataset, name: "d"), id: .tree(TreeID(digest)),
              from: AssetOrigin(repository: "../other", commit: CommitID(digest))), role: "train"),
          LineageInput(
            .external(uri: "hf:org/base@rev", digest: "sha256:" + digest.hex), role: "base"),
        ], evidence: .declared)
    ],
    metrics: [
      MetricsRecord(
        of: model, id: .blob(BlobID(digest)), on: nil, path: nil, source: nil,
        values: ["loss": .number(.nan), "n": 3])
    ],
    params: ParamsRecord(
      path: RepositoryPath(unchecked: "params.yaml"), source: BlobID(digest), values: ["lr": 1]),
    author: author, message: "Größer\n")

  private static let environment: EnvironmentRecord = {
    var system = SystemFacts(os: "linux", machine: "x86_64")
    system.gpus = ["NVIDIA A100"]
    return EnvironmentRecord(
      origin: .virtualenv, interpreter: Interpreter(implementation: "CPython", version: "3.11.7"),
      distributions: [
        Distribution(written: "NumPy", version: "1.26.4", installer: "pip"),
        Distribution(
          written: "c.d", version: "1",
          source: StrippedURL(stripping: "https://h/c").map {
            .repository(
              $0, system: "git", commit: String(repeating: "ab", count: 20), subfolder: "x")
          } ?? .index),
      ],
      condaPackages: [
        CondaPackage(name: "python", version: "3.11.7", build: "h0", channel: nil)
      ],
      lockFiles: [
        DependencyLock(name: "requirements.txt", size: 3, blob: BlobID(SHA256Hasher.hash("six")))
      ], system: system, variables: ["PYTHONHASHSEED": "0"], remarks: ["'uv.lock' is é"])
  }()

  private static let records: [DamageSmokeTests.Sample] = [
    .init("commit", commit.encode()) { _ = try Commit.decode($0) },
    .init("operation", ObjectVectorValues.operation.encode()) { _ = try Operation.decode($0) },
    .init("note", ObjectVectorValues.note.encode()) { _ = try Note.decode($0) },
    .init(
      "staging",
      Staging(
        tree: TreeID(digest),
        assets: [
          AssetDeclaration(kind: .model, name: "fraud", path: RepositoryPath(unchecked: "m"))
        ],
        metrics: [
          MetricsDeclaration(model: "fraud", path: RepositoryPath(unchecked: "m.json"), on: "d")
        ], params: RepositoryPath(unchecked: "p.yaml"), external: commit.external
      ).encode()
    ) { _ = try Staging.decode($0) },
    .init("environment", environment.encode()) { _ = try EnvironmentRecord.decode($0) },
    .init(
      "capture file",
      CaptureFile.encode(
        EnvironmentCapture(
          record: environment, lockFiles: ["requirements.txt": Array("six".utf8)]))
    ) { _ = try CaptureFile.decode($0) },
  ]

  private static let facts = FactsEncoderV1.encode([
    LineageFacts(CommitID(digest), commit, parents: [])
  ])

  private static let files: [DamageSmokeTests.Sample] = [
    .init("lineage cache", facts) { _ = try FactsDecoderV1.decode($0) },
    // The checksum is made right, so that what it covers is read.
    .init("forged lineage cache", facts.dropLast(Digest.byteCount) + []) {
      _ = try FactsDecoderV1.decode($0 + SHA256Hasher.hash($0).bytes)
    },
    .init("mlx.lock", LockFile(commit: CommitID(digest), commitRecord: commit).encode()) {
      _ = try LockFile.decode($0)
    },
    .init("pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\nimplementation = CPython\n") {
      _ = VirtualenvSettings(String(decoding: $0, as: UTF8.self))
    },
    .init("METADATA", "Metadata-Version: 2.1\nName: NumPy\r\nVersion: 1.26.4\n\nText\n") {
      _ = MetadataHeader(bytes: $0, isWhole: $0.count % 2 == 0)
    },
  ]

  private static let texts: [DamageSmokeTests.Sample] = [
    .init(
      "mlx.yaml",
      """
      version: 1
      assets:
        model/fraud:
          licence: Apache-2.0
          personal-data: false
          lineage:
            - dataset/transactions
            - {asset: dataset/more, role: validation}
            - uri: hf:org/base@rev
              digest: sha256:\(hex)
        transactions: {kind: dataset, lineage: []}
      remotes: {origin: s3://bucket/path}

      """
    ) { _ = try ProjectFile(parsing: $0) },
    .init(
      "config", "# mine\nuser.name = Ana\nuser.email = \"a b@c\" # work\ncore.durability = full\n"
    ) { _ = try ConfigFile(parsing: $0, path: "config") },
    .init(
      ".gitignore",
      "*.tmp\n\(ManagedBlock.beginMark)\n/data/\n/m\\ \n\(ManagedBlock.endMark)\n# end\r\n"
    ) { bytes in
      let path = ManagedBlock.Path(RepositoryPath(unchecked: "data"), isFolder: true)
      let update = ManagedBlock.update(bytes, ignoring: [path])
      #expect(ManagedBlock.update(update.text, ignoring: [path]).isChanged == false)
    },
  ]
}
