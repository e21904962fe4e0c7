import Objects
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct KindGuessTests {
  private static let safetensors: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)
  private static let parquet = Array("PAR1....PAR1".utf8)
  private static let zip: [UInt8] = Array("PK".utf8) + [3, 4] + [UInt8](repeating: 0, count: 40)
  private static let pickle: [UInt8] = [0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4B, 1, 0x2E]

  @Test(arguments: [
    ("m.safetensors", safetensors, AssetKind.model, "safetensors"),
    ("noname", safetensors, .model, "safetensors"),
    ("m.gguf", Array("GGUF\u{3}\0\0\0".utf8), .model, "gguf"),
    ("m.pt", zip, .model, "pytorch"), ("m.pkl", pickle, .model, "pickle"),
    ("m.onnx", [8, 7, 18, 4], .model, "onnx"), ("pytorch_model.bin", zip, .model, "zip"),
    ("d.csv", Array("a,b\n1,2\n".utf8), .dataset, "csv"),
    ("d.parquet", parquet, .dataset, "parquet"),
    ("d.jsonl", Array("{}\n{}\n".utf8), .dataset, "jsonl"),
    ("d.csv.gz", [0x1F, 0x8B, 8, 0], .dataset, "gzip"),
    ("d.jsonl.zst", [0x28, 0xB5, 0x2F, 0xFD, 0], .dataset, "zstd"),
    ("d.txt.gz", [0x1F, 0x8B, 8, 0], .artifact, "gzip"),
    ("d.csv.gz", Array("a,b\n1,2\n".utf8), .artifact, "text"),
    ("d.arrow", Array("ARROW1\0\0".utf8), .dataset, "arrow"),
    ("requirements.txt", Array("numpy\n".utf8), .environment, "requirements"),
    ("requirements-dev.txt", Array("numpy\n".utf8), .environment, "requirements"),
    ("uv.lock", Array("x".utf8), .environment, "uv"),
    ("poetry.lock", Array("x".utf8), .environment, "poetry"),
    ("pdm.lock", Array("x".utf8), .environment, "pdm"),
    ("conda-lock.yml", Array("x".utf8), .environment, "conda-lock"),
    ("environment.yml", Array("x".utf8), .environment, "conda"),
    ("pixi.lock", Array("x".utf8), .environment, "pixi"),
    ("Dockerfile", Array("FROM x".utf8), .environment, "docker"),
    ("report.pdf", Array("%PDF-1.7".utf8), .artifact, "pdf"),
    ("notes.md", Array("# hi".utf8), .artifact, "markdown"),
  ])
  func guessesFiles(name: String, content: [UInt8], kind: AssetKind, format: String) throws {
    let project = try Project()
    try project.write(name, content)
    let guess = try KindGuess.guess(RepositoryPath(unchecked: name), in: project.tree)
    #expect(guess.kind == kind)
    #expect(guess.format == format)
    #expect(!guess.why.isEmpty)
  }

  private struct Folder: Sendable {
    let files: [String]
    let kind: AssetKind
    var format: String?
  }

  private static let folders: [Folder] = [
    Folder(
      files: ["config.json", "model.safetensors", "tokenizer.json"], kind: .model,
      format: "safetensors"),
    Folder(files: ["config.json", "pytorch_model.bin"], kind: .model),
    Folder(files: ["config.json", "weights.safetensors"], kind: .model, format: "safetensors"),
    Folder(
      files: ["adapter_config.json", "adapter_model.safetensors"], kind: .model,
      format: "safetensors"),
    Folder(
      files: ["model.safetensors.index.json", "model-00001-of-00002.safetensors"], kind: .model,
      format: "safetensors"),
    Folder(
      files: ["checkpoint-100/model.safetensors", "checkpoint-200/model.safetensors"],
      kind: .model, format: "safetensors"),
    Folder(files: ["saved_model.pb", "variables/variables.index"], kind: .model),
    Folder(files: ["a.safetensors", "b.safetensors"], kind: .model, format: "safetensors"),
    Folder(files: ["a.csv"], kind: .dataset, format: "csv"),
    Folder(
      files: ["train/a.parquet", "test/b.parquet", "README.md"], kind: .dataset,
      format: "parquet"),
    Folder(files: (1...12).map { "class\($0 % 2)/\($0).png" }, kind: .dataset, format: "png"),
    Folder(files: (1...12).map { "\($0).xyz" }, kind: .dataset),
    Folder(files: ["dataset_info.json", "state.json"], kind: .dataset, format: "json"),
    Folder(files: ["a.py", "b.py"], kind: .artifact),
    Folder(files: ["config.json"], kind: .artifact),
    Folder(files: [], kind: .artifact),
    Folder(files: (1...12).map { "\($0).py" }, kind: .artifact),
  ]

  @Test(arguments: folders)
  private func guessesFolders(_ folder: Folder) throws {
    let project = try Project()
    try project.makeFolder("f")
    for file in folder.files { try project.write("f/\(file)", "{}") }
    let guess = try KindGuess.guess("f", in: project.tree)
    #expect(guess.kind == folder.kind, "\(guess.why)")
    #expect(guess.format == folder.format)
  }

  @Test func aCheckpointFolderIsOneModel() throws {
    let project = try Project()
    try project.write("runs/checkpoint-500/weights.pt", Self.zip)
    #expect(try KindGuess.guess("runs/checkpoint-500", in: project.tree).kind == .model)
    for name in [
      "checkpoint-1", "ckpt_3", "epoch=3-step=100", "global_step1000", "checkpoint-best",
    ] {
      #expect(FolderGuess.isCheckpointName(name), "\(name)")
    }
    for name in ["checkpoints", "stepwise", "data"] { #expect(!FolderGuess.isCheckpointName(name)) }
  }

  @Test func looksIntoFilesWithoutExtensions() throws {
    let project = try Project()
    for number in 0..<3 { try project.write("d/part-\(number)", Self.parquet) }
    let guess = try KindGuess.guess("d", in: project.tree)
    #expect(guess.kind == .dataset && guess.format == "parquet")
  }

  @Test func aPathThatIsNotThere() throws {
    let project = try Project()
    #expect(throws: WorkTreeError.self) { try KindGuess.guess("nothing", in: project.tree) }
  }

  @Test(arguments: [
    ("models/fraud.safetensors", "fraud"), ("transactions.csv", "transactions"),
    ("a.tar.gz", "a"), ("train.csv.gz", "train"), ("train.txt.gz", "train.txt"),
    ("t-1.0.jsonl.zst", "t-1.0"), ("llama-3.1", "llama-3.1"), ("resnet-1.0.pt", "resnet-1.0"),
    (".hidden", "hidden"), ("a@b:c=d.csv", "a-b-c-d"), ("-x.csv", "x"), ("..x.csv", "x"),
    ("a..b", "a"), ("@", "asset"), ("Dockerfile", "Dockerfile"), ("uv.lock", "uv"),
    ("été.csv", "été"), ("a b.csv", "a b"), ("", "asset"), ("v1..2.bin", "v1.2"),
  ])
  func namesAssets(path: String, expected: String) throws {
    let name = KindGuess.name(for: RepositoryPath(unchecked: path))
    #expect(name == expected)
    try AssetName.validate(name)
  }

  @Test func aFoldersNameKeepsItsDots() throws {
    let project = try Project()
    try project.makeFolder("data.v2")
    #expect(KindGuess.name(for: "data.v2", in: project.tree) == "data.v2")
    #expect(KindGuess.name(for: "data.v2") == "data")
  }

  @Test(arguments: 1...4)
  func anyNameBecomesAValidOne(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let letters = Array("ab.@:=-/ \u{7F}\u{1}é😀")
    for _ in 0..<500 {
      let text = String(
        (0..<Int.random(in: 0...9, using: &random)).compactMap { _ in
          letters.randomElement(using: &random)
        })
      try AssetName.validate(
        KindGuess.name(forFileName: text, isFolder: Bool.random(using: &random)))
    }
    try AssetName.validate(
      KindGuess.name(forFileName: String(repeating: "é", count: 300), isFolder: true))
  }
}
