import Objects

/// What the vectors of code, environment and lineage hold, as `Vectors/objects/make.py` says it.
enum LineageVectorValues {
  struct Refused: Error {}

  private static let gitCommit = "9f2c1e7" + String(repeating: "0", count: 33)

  private static func sha(_ text: String) -> Digest { SHA256Hasher.hash(text) }

  private static func blob(_ text: String) -> AssetObject { .blob(BlobID(sha(text))) }

  private static func tree(_ text: String) -> AssetObject { .tree(TreeID(sha(text))) }

  private static func path(_ text: String) throws -> RepositoryPath {
    try RepositoryPath(validating: text)
  }

  private static func url(_ text: String) throws -> StrippedURL {
    guard let url = StrippedURL(stripping: text), url.text == text else { throw Refused() }
    return url
  }

  static func commit() throws -> Commit {
    Commit(
      parents: [], tree: TreeID(sha("tree")),
      assets: [
        Asset(
          kind: .model, name: "fraud", path: try path("models/fraud.safetensors"),
          object: blob("model"), size: 268_435_456, format: "safetensors"),
        Asset(
          kind: .dataset, name: "transactions", path: try path("data/transactions.csv"),
          object: blob("transactions"), size: 4096, format: "csv"),
      ],
      code: code,
      environment: EnvironmentAsset(
        id: EnvironmentID(sha("environment")), evidence: .foundAtCommit),
      external: [
        ExternalAsset(
          kind: .dataset, name: "scans", location: "/mnt/scans", object: tree("scans"),
          size: 9_007_199_254_740_992, format: "npy"),
        ExternalAsset(
          kind: .dataset, name: "corpus", location: "s3://bucket/corpus.parquet",
          object: blob("corpus"), size: nil, format: nil),
      ],
      lineage: [model, data],
      author: Author(
        name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 1_795_413_600)),
      message: "Baseline")
  }

  private static let code = CodeAsset(
    tree: TreeID(sha("code")), size: 4242, fileCount: 17,
    git: GitState(
      commit: gitCommit, branch: "größer", remote: "https://example.org/fraud.git", isDirty: true,
      uncommitted: ["lib/größe.py", "train.py"],
      submodules: ["third/lib": String(repeating: "a", count: 40)]))

  /// Trained on the transactions as they were before.
  private static let model = LineageEdge(
    output: AssetReference(kind: .model, name: "fraud"), id: blob("model"),
    inputs: [
      LineageInput(
        .asset(reference(.dataset, "transactions"), id: blob("transactions 0")), role: "train"),
      LineageInput(.asset(reference(.dataset, "scans"), id: tree("scans")), role: "holdout"),
      LineageInput(
        .asset(
          reference(.model, "base"), id: blob("base"),
          from: AssetOrigin(repository: "../base", commit: CommitID(sha("commit of base")))),
        role: "base"),
      LineageInput(
        .external(uri: "hf:org/base@rev", digest: "sha256:" + sha("base").hex), role: "base"),
      LineageInput(
        .external(uri: "https://example.org/words.txt", digest: nil), role: "vocabulary"),
      LineageInput(.asset(CodeAsset.reference, id: tree("code")), role: "code"),
      LineageInput(
        .asset(
          reference(.environment, "default"), id: .environment(EnvironmentID(sha("environment")))),
        role: "environment"),
    ],
    evidence: .declared)

  private static let data = LineageEdge(
    output: AssetReference(kind: .dataset, name: "transactions"), id: blob("transactions"),
    inputs: [
      LineageInput(.asset(reference(.dataset, "corpus"), id: blob("corpus")), role: "train")
    ],
    evidence: .recorded, run: RunID(sha("run")))

  private static func reference(_ kind: AssetKind, _ name: String) -> AssetReference {
    AssetReference(kind: kind, name: name)
  }

  static func environment() throws -> EnvironmentRecord {
    EnvironmentRecord(
      origin: .conda, interpreter: Interpreter(implementation: "CPython", version: "3.11.7"),
      distributions: try distributions(),
      condaPackages: [
        CondaPackage(
          name: "openssl", version: "3.2.0", build: "hd590300_1",
          channel: try url("https://conda.example.org/main"))
      ],
      lockFiles: [
        DependencyLock(name: "uv.lock", size: 4096, blob: BlobID(sha("uv.lock"))),
        DependencyLock(name: "private.lock", size: 7, blob: nil),
      ],
      system: system, variables: ["PYTHONHASHSEED": "0"],
      remarks: ["'private.lock' holds a URL with a password or a token, and was left out"])
  }

  private static func distributions() throws -> [Distribution] {
    [
      Distribution(
        written: "wheel.from_afar", version: "1.0+cu118", installer: "pip",
        source: .archive(
          try url("https://example.org/w-1.0.whl"), hash: "sha256:" + sha("wheel").hex,
          subfolder: nil)),
      Distribution(
        written: "tool", version: "2.0", installer: "uv",
        source: .repository(
          try url("https://example.org/tool.git"), system: "git",
          commit: String(repeating: "b", count: 40), subfolder: "python")),
      Distribution(written: "scikit_learn", version: "1.5.2", installer: "pip"),
      Distribution(written: "PyGObject", version: "3.42.2", isOfSystem: true),
      Distribution(
        written: "local", version: "1",
        source: .folder(try url("file:///srv/local"), commit: nil, isEditable: false)),
      Distribution(
        written: "Fraud", version: "0.1",
        source: .folder(try url("."), commit: gitCommit, isEditable: true)),
    ]
  }

  private static var system: SystemFacts {
    var system = SystemFacts(os: "linux", machine: "x86_64")
    system.distribution = "debian"
    system.distributionVersion = "12"
    system.kernel = "6.1.0"
    system.libc = "glibc 2.36"
    system.cpuModel = "A processor"
    system.cpuCount = 8
    system.memoryBytes = 68_719_476_736
    system.gpus = ["A card", "A card"]
    system.gpuDriver = "550.54"
    system.cuda = "12.4"
    system.container = "docker"
    return system
  }
}
