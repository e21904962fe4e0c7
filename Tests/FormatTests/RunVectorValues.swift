import Objects

/// What the vectors of runs hold, as `Vectors/objects/make.py` says it.
enum RunVectorValues {
  private static func sha(_ text: String) -> Digest { SHA256Hasher.hash(text) }

  private static func path(_ text: String) throws -> RepositoryPath {
    try RepositoryPath(validating: text)
  }

  private static func input() throws -> RunFile {
    RunFile(
      .path(try path("data/t.csv")), object: .blob(BlobID(sha("t"))), size: 12,
      asset: AssetReference(kind: .dataset, name: "t"))
  }

  private static func bare(
    _ command: [String], in folder: RepositoryPath, _ outcome: RunOutcome
  ) -> RunRecord {
    var run = RunRecord(
      command: command, folder: folder,
      author: Author(
        name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 1_795_413_662)),
      host: "laptop", started: Timestamp(seconds: 1_795_413_600), outcome: outcome)
    run.sequence = 41
    return run
  }

  static func run() throws -> RunRecord {
    var run = bare(
      ["python", "train.py", "--token=***"], in: try path("experiments"),
      RunOutcome(
        end: .exited(0), seconds: 61.5, userSeconds: 120.25, systemSeconds: 0.5,
        memoryBytes: 1_048_576))
    run.name = "größer"
    run.inputs = [
      try input(),
      RunFile(
        .location("/mnt/scans"), object: .tree(TreeID(sha("scans"))), size: 9_000_000_000),
    ]
    run.outputs = [
      RunFile(.path(try path("models")), object: .tree(TreeID(sha("models"))), size: 60)
    ]
    run.undeclared = RunReads([RunFile(.path(try path("data/rates.csv")), object: nil, size: 8)])
    run.undeclared.more = 2
    run.outside = RunReads([
      OutsideFile(path: "/srv/words.txt", blob: BlobID(sha("words")), size: 5),
      OutsideFile(path: "/srv/large.bin", blob: nil, size: 9_000_000_000),
    ])
    run.params = RunParams(
      values: ["train": ["lr": .number(0.5)]],
      files: [
        RunFile(.path(try path("params.yaml")), object: .blob(BlobID(sha("params"))), size: 7)
      ])
    run.metrics = [
      RunMetrics(
        path: try path("metrics.json"), source: BlobID(sha("metrics")),
        values: ["accuracy": .number(0.75)])
    ]
    run.environment = EnvironmentID(sha("environment"))
    run.code = CodeAsset(
      tree: TreeID(sha("code")), size: 269, fileCount: 2,
      git: GitState(
        commit: String(repeating: "a", count: 40), branch: "main", remote: nil, isDirty: false))
    run.output = RunStream(blob: BlobID(sha("stdout")), size: 20_000_000, isTruncated: true)
    run.evidence = .observed
    var trace = RunTrace(method: RunTrace.seccomp, blind: ["what came over the network"])
    trace.calls = 1200
    trace.codeFiles = 3
    trace.environmentFiles = 900
    trace.ownFiles = 4
    trace.connections = RunReads(["93.184.216.34:443"])
    run.trace = trace
    return run
  }

  static func killed() throws -> RunRecord {
    var run = bare(
      ["./train.sh"], in: .root, RunOutcome(end: .signal(9), isInterrupted: true))
    run.inputs = [try input()]
    run.outputs = [
      RunFile(
        .path(try path("models")), object: nil, size: 0,
        asset: AssetReference(kind: .model, name: "fraud"))
    ]
    run.evidence = .declared
    run.changed = ["data/t.csv"]
    return run
  }
}
