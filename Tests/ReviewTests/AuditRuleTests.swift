import FileIO
import Objects
import ProjectFiles
import References
import Repository
import TestSupport
import Testing

@testable import Review

/// Each rule, with what triggers it and what does not.
@Suite struct AuditRuleTests {
  private let scene: AuditScene

  init() throws {
    scene = try AuditScene()
    try scene.soundVersion()
  }

  @Test func aSoundVersionPasses() throws {
    let report = try scene.audit { $0.isStrict = true }
    #expect(report.findings.map(\.message) == [])
    #expect(report.verdict == .passed)
    #expect(report.summary == "nothing found")
    #expect(!report.rules.contains(.unsigned) && !report.rules.contains(.objectCorrupt))
    #expect(!report.rules.contains(.stageStale) && !report.rules.contains(.lineageDeclared))
    #expect(report.rules.count == 13)
  }

  @Test func lineageMissing() throws {
    try scene.rewrite { $0.lineage = [] }
    #expect(
      try scene.found(.lineageMissing)
        == ["warning: fraud is not linked to a dataset, code and an environment"])
    try scene.rewrite { commit in
      commit.lineage = [
        LineageEdge(
          output: commit.assets.first { $0.kind == .model }!.reference,
          id: commit.assets.first { $0.kind == .model }!.object,
          inputs: [
            LineageInput(.external(uri: "s3://b/data", digest: nil), role: "train"),
            LineageInput(
              .asset(CodeAsset.reference, id: .tree(commit.code!.tree)), role: "code"),
          ], evidence: .declared)
      ]
    }
    #expect(
      try scene.found(.lineageMissing) == ["warning: fraud is not linked to an environment"])
  }

  @Test func lineageDeclared() throws {
    let on: (inout AuditPolicy) -> Void = { $0.levels[.lineageDeclared] = .warning }
    #expect(
      try scene.found(.lineageDeclared, "HEAD", on)
        == ["warning: what fraud was made from is only declared"])
    try scene.rewrite { $0.lineage[0].evidence = .recorded }
    #expect(try scene.found(.lineageDeclared, "HEAD", on).isEmpty)
  }

  @Test func inputUndeclared() throws {
    #expect(try scene.found(.inputUndeclared).isEmpty)
    try scene.observed(reading: [])
    #expect(try scene.found(.inputUndeclared).isEmpty)
    try scene.observed(reading: ["rates.csv"])
    #expect(
      try scene.found(.inputUndeclared) == [
        "warning: the run that made fraud read 'rates.csv', which nobody had named"
      ])
  }

  @Test func aReviewSaysWhatNobodyNamed() throws {
    let base = try scene.repository().resolve(.head)
    try scene.test.write("m.safetensors", AuditScene.model([4, 5, 6]))
    try scene.commit("retrained")
    let head = try scene.observed(reading: ["rates.csv"])
    let request = ReviewRequest(
      from: try Revision(parsing: base.hex), to: try Revision(parsing: head.hex))
    let report = try scene.repository().review(request)
    #expect(report.outcomes(.lineage) == [.warned])
    #expect(report.lineage.undeclared.values.map(\.self) == [["rates.csv"]])
  }

  @Test func inputNotStored() throws {
    try scene.rewrite { commit in
      commit.lineage[0].inputs += [
        LineageInput(.external(uri: "hf:org/base@main", digest: nil), role: "base"),
        LineageInput(
          .asset(
            AssetReference(kind: .dataset, name: "lost"), id: .blob(BlobID(SHA256Hasher.hash("x")))),
          role: "train"),
      ]
    }
    #expect(
      try scene.found(.inputNotStored) == [
        "warning: fraud was made from 'hf:org/base@main', of which no hash is known, which is not "
          + "stored here, and no remote has it",
        "warning: fraud was made from dataset/lost which is not stored here, and no remote has it",
      ])
    // What is outside, and the version says where; and what is here by its hash.
    let digest = try #require(try scene.test.bytes("train.csv").map { SHA256Hasher.hash($0) })
    try scene.rewrite { commit in
      let outside = ExternalAsset(
        kind: .dataset, name: "far", location: "/far",
        object: .blob(BlobID(SHA256Hasher.hash("f"))),
        size: 1, format: nil)
      commit.external = [outside]
      commit.lineage[0].inputs.removeLast(2)
      commit.lineage[0].inputs += [
        LineageInput(.asset(outside.reference, id: outside.object), role: "train"),
        LineageInput(.external(uri: "s3://b/t", digest: "sha256:\(digest.hex)"), role: "train"),
      ]
    }
    #expect(try scene.found(.inputNotStored).isEmpty)
  }

  @Test func stageStale() throws {
    try scene.rewrite { $0.lineage[0].evidence = .recorded }
    #expect(try scene.found(.stageStale).isEmpty)
    #expect(try scene.audit().rules.contains(.stageStale))
    try scene.test.write("train.csv", AuditScene.rows(0..<49))
    try scene.test.write("train.py", "print('other code is no reason')\n")
    try scene.commit()
    let message = "warning: fraud was made from another dataset/train than this version has"
    #expect(try scene.found(.stageStale) == [message])
    #expect(try scene.found(.stageStale, "HEAD~1..HEAD") == [message])
    // A range that did not bring it is not blamed for it.
    try scene.commit("later")
    #expect(try scene.found(.stageStale, "HEAD~1..HEAD").isEmpty)
  }

  @Test func codeDirty() throws {
    func state(_ isDirty: Bool) throws {
      try scene.rewrite { commit in
        commit.code?.git = GitState(
          commit: String(repeating: "a", count: 40), branch: "main", remote: nil, isDirty: isDirty,
          uncommitted: isDirty ? (1...7).map { "f\($0).py" } : [])
      }
    }
    try state(false)
    #expect(try scene.found(.codeDirty).isEmpty)
    try state(true)
    #expect(
      try scene.found(.codeDirty) == [
        "note: the code had changes that git did not have: 'f1.py', 'f2.py', 'f3.py', 'f4.py', "
          + "'f5.py' and 2 more; they are stored with the version"
      ])
    // Without git nobody can look for the commit.
    #expect(try scene.found(.gitUnreachable).first?.hasPrefix("gap: git's commit aaaa") == true)
    #expect(try scene.audit { $0.isStrict = true }.verdict == .undecided)
  }

  @Test func envUnpinned() throws {
    func record(
      _ source: DistributionSource, locked: Bool = true
    ) -> EnvironmentRecord {
      EnvironmentRecord(
        origin: .virtualenv,
        distributions: [Distribution(written: "tool", version: "1", source: source)],
        lockFiles: locked ? [DependencyLock(name: "uv.lock", size: 1, blob: nil)] : [],
        system: SystemFacts(os: "linux", machine: "x86_64"))
    }
    let folder = try #require(StrippedURL(stripping: "file:///src/tool"))
    try scene.withEnvironment(record(.folder(folder, commit: nil, isEditable: true)))
    #expect(
      try scene.found(.envUnpinned).map { $0.prefix(54) }
        == ["warning: nothing says which bytes of 'tool' were insta"])
    for source in [
      DistributionSource.folder(
        folder, commit: String(repeating: "a", count: 40), isEditable: true),
      .archive(folder, hash: "sha256:" + String(repeating: "0", count: 64), subfolder: nil), .index,
    ] {
      try scene.withEnvironment(record(source))
      #expect(try scene.found(.envUnpinned).isEmpty, "\(source)")
    }
    try scene.withEnvironment(record(.index, locked: false))
    #expect(try scene.found(.envUnpinned).first?.hasPrefix("note: the environment has no") == true)
    #expect(
      try scene.found(.envUnpinned, "HEAD") { $0.levels[.envUnpinned] = .error }.first?
        .hasPrefix("error:") == true)
  }

  @Test func objectsMissingAndCorrupt() throws {
    var random = SeededGenerator(seed: 5)
    try scene.test.write("big.bin", random.bytes(300_000))
    let path = try RepositoryPath(validating: "big.bin")
    try scene.commit { $0.models = [NamedPath(path: path)] }
    #expect(try scene.found(.objectMissing).isEmpty)
    let fileSystem = KernelFileSystem()
    let folder = scene.test.path(".mlops/objects/packs")
    let packs = try fileSystem.entries(of: folder).map { folder.appending($0.name) }
    let pack = try #require(
      try packs.max {
        try fileSystem.status(at: $0, followingLinks: false)?.size ?? 0 < fileSystem.status(
          at: $1, followingLinks: false)?.size ?? 0
      })
    let file = try File(pack, .write, in: fileSystem)
    let offset = try file.status().size / 2
    let byte = try file.readBytes(at: offset, count: 1)
    try file.write([byte[0] ^ 1], at: offset)
    #expect(try scene.found(.objectCorrupt).isEmpty)
    let read = try scene.audit { $0.readsBytes = true }
    #expect(read.findings.first?.rule == .objectCorrupt)
    #expect(read.findings.first?.asset?.text == "model/big")
    #expect(read.verdict == .failed)
    try fileSystem.unlink(pack)
    let found = try scene.found(.objectMissing)
    #expect(
      found == [
        "error: the bytes of 'big.bin' are not here, and no remote has promised them"
      ])
  }

  @Test func unsafeFormats() throws {
    let texts = [
      "evil": "cos\nsystem\n(S'id'\ntR.", "odd": "cmine\nModel\n.", "cut": "ccollections\nOrder",
      "plain": "ccollections\nOrderedDict\n(tR.",
    ]
    for (name, text) in texts { try scene.test.write("models/\(name).pkl", text) }
    try scene.test.write("art.pkl", texts["evil"] ?? "")
    let folder = try RepositoryPath(validating: "models")
    try scene.commit { $0.models = [NamedPath(path: folder)] }
    _ = try scene.repository().add([RepositoryPath(validating: "art.pkl")], kind: .artifact)
    try scene.commit()
    let found = try scene.found(.unsafeFormat)
    #expect(
      found == [
        "error: loading 'art.pkl' runs code: 'os.system'",
        "error: 'models/cut.pkl' is a pickle that breaks while it is loaded: it ends too early",
        "error: loading 'models/evil.pkl' runs code: 'os.system'",
        "warning: loading 'models/odd.pkl' runs what nobody knows: 'mine.Model'",
        "note: 'models/plain.pkl' is a pickle: loading it runs a program, which looks harmless",
      ])
    let strict = try scene.found(.unsafeFormat, "HEAD") { $0.levels[.unsafeFormat] = .error }
    #expect(strict.allSatisfy { $0.hasPrefix("error:") } && strict.count == 5)
  }

  @Test func nanWeights() throws {
    try scene.test.write("m.safetensors", AuditScene.model([1, .nan, .infinity]))
    try scene.commit()
    #expect(
      try scene.found(.nanWeights)
        == ["error: fraud has 2 NaN or infinite numbers in 'head.weight'"])
    try scene.test.write("m.safetensors", AuditScene.model([1, 2, 4]))
    try scene.commit { $0.profiles = false }
    #expect(
      try scene.found(.nanWeights)
        == ["gap: the numbers of fraud were not looked at: it has no profile"])
  }

  @Test func licences() throws {
    try scene.test.write("mlx.yaml", "assets: {train: {licence: CC0}, model/fraud: {owner: Ana}}\n")
    try scene.commit()
    #expect(
      try scene.found(.licenseMissing) == [
        "note: dataset/holdout has no licence in mlx.yaml",
        "note: model/fraud has no licence in mlx.yaml",
      ])
  }

  @Test func secretsAndWhereTheyCame() throws {
    let token = "ghp_" + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"
    try scene.test.write("conf.py", "a = 1\ntoken = '\(token)'\n")
    let bad = try scene.commit("leaks")
    let found = try scene.audit().findings.filter { $0.rule == .secretInArtifact }
    #expect(found.map(\.message) == ["'conf.py' holds a token of GitHub ('ghp_…') in line 2"])
    #expect(found.map(\.line) == [2] && found.map(\.severity) == [.error])
    #expect(found.map(\.asset) == [CodeAsset.reference])
    for text in [try scene.audit().markdown, "\(try scene.audit().json)"] {
      #expect(!text.contains(token.dropFirst(4).prefix(8)))
    }
    // Taken out later, it stays in the history of the range.
    try scene.test.write("conf.py", "a = 1\n")
    try scene.commit("hides it")
    #expect(try scene.found(.secretInArtifact).isEmpty)
    let range = try scene.audit("HEAD~2..HEAD").findings.filter { $0.rule == .secretInArtifact }
    #expect(range.map(\.commit) == [bad])
    #expect(range.first?.message.hasSuffix("and stays in history") == true)
    #expect(try scene.found(.secretInArtifact, "HEAD~1..HEAD").isEmpty)
  }
}
