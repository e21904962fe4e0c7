import Objects

/// What the object vectors hold, as `Vectors/objects/make.py` says it.
enum ObjectVectorValues {
  private static func sha(_ text: String) -> Digest { SHA256Hasher.hash(text) }

  static let recipes: [String: Recipe] = [
    "recipe-two-chunks": recipe(
      .gear1, "blob",
      [
        ChunkSpan(id: ChunkID(sha("chunk 0")), length: 65536),
        ChunkSpan(id: ChunkID(sha("chunk 1")), length: 1),
      ]),
    "recipe-two-levels": recipe(
      .safetensors1, "large blob",
      (0..<1100).map {
        ChunkSpan(id: ChunkID(sha("chunk \($0)")), length: UInt32(1_048_576 - $0))
      }),
  ]

  private static func recipe(_ cutter: Cutter, _ blob: String, _ chunks: [ChunkSpan]) -> Recipe {
    Recipe(
      cutter: cutter, blob: BlobID(sha(blob)), size: chunks.reduce(0) { $0 + UInt64($1.length) },
      chunks: chunks)
  }

  static let trees: [String: [TreeEntry]] = [
    "tree-empty": [],
    "tree-modes": [
      TreeEntry(mode: .tree, name: "Größe", size: 0, id: TreeCodec.emptyID.digest),
      TreeEntry(mode: .symlink, name: "latest", size: 7, id: sha("run.sh")),
      TreeEntry(mode: .executable, name: "run.sh", size: 42, id: sha("script")),
      TreeEntry(mode: .file, name: "weights.safetensors", size: 268_435_456, id: sha("weights")),
    ],
    "tree-view": [
      TreeEntry(mode: .symbolic, name: "HEAD", size: 0, id: sha("heads/main")),
      TreeEntry(mode: .deployment, name: "deployment", size: 0, id: sha("deployment")),
      TreeEntry(mode: .tree, name: "heads", size: 0, id: sha("refs below heads")),
      TreeEntry(mode: .branch, name: "main", size: 0, id: sha("commit 1")),
      TreeEntry(mode: .note, name: "note", size: 0, id: sha("note")),
      TreeEntry(mode: .run, name: "run", size: 0, id: sha("run")),
      TreeEntry(mode: .tag, name: "v1.0", size: 0, id: sha("commit 0")),
    ],
    "tree-two-levels": (0..<600).map { number in
      let digits = String(String(10_000 + number).dropFirst())
      return TreeEntry(
        mode: number % 2 == 0 ? .file : .executable, name: "image-\(digits).png",
        size: UInt64(1000 + number), id: sha("image \(number)"))
    },
  ]

  static func commit() throws -> Commit {
    let model = AssetReference(kind: .model, name: "fraud")
    let object = AssetObject.tree(TreeID(sha("model")))
    let holdout = AssetObject.blob(BlobID(sha("holdout")))
    let measured = MetricsRecord(
      of: model, id: object,
      on: .init(asset: AssetReference(kind: .dataset, name: "Prüfung 試験"), id: holdout),
      path: try path("metrics.json"), source: BlobID(sha("metrics")),
      values: [
        "accuracy": .number(0.93), "loss": .number(.nan), "epochs": 3,
        "worst": .number(-.infinity), "tokens": 9_007_199_254_740_993,
        "by class": ["😀": 1, "\u{FB33}": .number(0.5), "é": .number(0.25)],
      ])
    return Commit(
      parents: [CommitID(sha("parent 0")), CommitID(sha("parent 1"))], tree: TreeID(sha("tree")),
      assets: [
        Asset(
          kind: .model, name: "fraud", path: try path("models/fraud"), object: object,
          size: 9_007_199_254_740_992, format: nil),
        Asset(
          kind: .dataset, name: "Prüfung 試験", path: try path("data/試験.csv"), object: holdout,
          size: 4096, format: "csv"),
      ],
      metrics: [
        measured,
        MetricsRecord(of: model, id: object, on: nil, path: nil, source: nil, values: [:]),
      ],
      params: ParamsRecord(
        path: try path("params.yaml"), source: BlobID(sha("params")),
        values: ["train": ["lr": .number(0.0001), "layers": [1, "two", .null, true]]]),
      author: Author(
        name: "Ana Nováková", email: "ana@example.org", time: Timestamp(seconds: 1_795_413_600)),
      message: "Größer \"und\" besser\n\nMit \\ und 😀\t\u{1F}")
  }

  static let operation = Operation(
    parents: [OperationID(sha("operation 0"))], view: TreeID(sha("view")),
    staging: StagingChange(before: StagingID(sha("staging 0")), after: StagingID(sha("staging 1"))),
    author: Author(name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 981_173_106)),
    host: "laptop", command: "mlx commit -m 'Größer'", description: "commit: Größer")

  static let note = Note(
    .evaluation, about: .commit(CommitID(sha("commit 1"))),
    body: ["values": ["accuracy": .number(0.93), "loss": .number(.nan)]],
    previous: NoteID(sha("note 0")),
    author: Author(
      name: "Ana Nováková", email: "ana@example.org", time: Timestamp(seconds: 1_795_413_600)))

  static func comparison() throws -> Note {
    var comparison = Comparison(base: .blob(BlobID(sha("older"))))
    comparison.tensors = [
      .init(name: "layers.0.w", relativeL2: 0.25, distanceMax: 1.5, changed: 12),
      .init(name: "größer", relativeL2: nil, distanceMax: 2, changed: 1),
    ]
    comparison.tables = [
      .init(path: .root, added: 20, removed: 0, changed: 3, key: ["id"]),
      .init(
        path: try RepositoryPath(validating: "part/a.csv"), added: 0, removed: 1, changed: 0,
        key: []
      ),
    ]
    return Note.comparison(
      comparison, of: .blob(BlobID(sha("model"))),
      author: Author(
        name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 1_795_413_600)))
  }

  static func evaluation() throws -> Note {
    let table = BlobID(sha("table"))
    let place = try path("out/p.csv")
    let detail = EvaluationDetail(
      task: .binary, n: 10, positive: "yes",
      columns: .init(
        label: "label", prediction: nil, scores: [.init(column: "score")], threshold: 0.5),
      predictions: table, path: place, classes: ["no", "yes"], confusion: [[5, 1], [1, 3]],
      intervals: ["recall": MetricInterval(low: 0.25, high: 1)],
      slices: [
        .init(
          column: "country", value: "DE", n: 4, values: ["recall": 0.5],
          intervals: ["recall": MetricInterval(low: 0, high: 1)], confusion: [[2, 0], [1, 1]]),
        .init(column: "country", value: "", n: 1, values: [:]),
      ], replicates: 1000, seed: 20_250_101)
    let metrics = MetricsRecord(
      of: AssetReference(kind: .model, name: "fraud"), id: .blob(BlobID(sha("model"))),
      on: MetricsRecord.Measured(
        asset: AssetReference(kind: .dataset, name: "holdout"), id: .tree(TreeID(sha("holdout")))),
      path: place, source: table, values: ["n": 10, "recall": .number(0.75)])
    return Note.evaluation(
      metrics, detail,
      author: Author(
        name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 1_795_413_600)))
  }

  static func staging() throws -> Staging {
    Staging(
      tree: TreeID(sha("staged tree")),
      assets: [AssetDeclaration(kind: .model, name: "fraud", path: try path("models/fraud"))],
      metrics: [
        MetricsDeclaration(model: "fraud", path: try path("metrics.json"), on: nil),
        MetricsDeclaration(model: "fraud", path: try path("test.json"), on: "holdout"),
      ],
      params: try path("params.yaml"))
  }

  private static func path(_ text: String) throws -> RepositoryPath {
    try RepositoryPath(validating: text)
  }
}
