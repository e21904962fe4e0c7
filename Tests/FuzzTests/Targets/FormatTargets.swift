import FileFormats
import ObjectStore
import Objects
import Profiles
import TestSupport

@testable import Chunking
@testable import Evaluation

/// Files of other programs: models, tables, pictures, archives.
enum FormatTargets {
  static let all: [FuzzTarget] =
    models + tables + pictures
    + [safetensors, shards, parquet, zipFile, tar, pickle, cutter, guess, predictions]

  private static let isUnreadable: @Sendable (any Error) -> Bool = { $0 is UnreadableFormat }

  private static let modelFiles: [(FileFormat, [String])] = [
    (.gguf, ["small.gguf"]), (.onnx, ["small.onnx"]), (.pytorch, ["small.pt", "legacy.pt"]),
    (.npz, ["stored.npz", "deflated.npz"]),
    (
      .npy,
      [
        "plain.npy", "fortran.npy", "structure.npy", "texts.npy", "objects.npy", "version2.npy",
        "version3.npy",
      ]
    ), (.pickle, ["linear-2.pkl", "linear-4.pkl", "linear-5.pkl", "linear.joblib"]),
    (.safetensors, ["small.safetensors"]),
  ]

  private static let words: [FileFormat: [String]] = [
    .gguf: ["general.alignment", "GGUF"],
    .npy: ["(", "{", "'descr': ", "fortran_order", ", ", "<f4"],
    .safetensors: FuzzWords.json + ["__metadata__", "data_offsets", "dtype", "shape"],
    .pickle: [
      "cnumpy.core\nx\n", "(", "t", ".", "\u{80}", "R", "b", "q", "h", "0", "2", "}", "]", "c",
    ],
    .pytorch: ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "data.pkl", "(", "t", "R", "Q"],
    .npz: ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", ".npy"],
  ]

  /// Each with its profile, which follows what the header says through the bytes.
  private static let models: [FuzzTarget] = modelFiles.map { format, names in
    FuzzTarget(
      "model \(format.rawValue)", names.map(Golden.model), tokens: words[format] ?? [], smoke: 150,
      allows: isUnreadable
    ) { bytes in
      let source = ByteArray(bytes)
      let model = try ModelFile(reading: source, as: format, inflate: Expansion.inflate)
      for tensor in model.tensors {
        guard tensor.range?.upperBound ?? 0 <= UInt64(bytes.count) else {
          throw FuzzTarget.Broken("tensor '\(tensor.name)' reaches beyond the file")
        }
      }
      guard model.tensors.count <= bytes.count else { throw FuzzTarget.Broken("too many tensors") }
      try profile(bytes, format)
    }
  }

  private static func profile(_ bytes: [UInt8], _ format: FileFormat) throws {
    let profiler = try FileProfiler(
      format: format, source: ByteArray(bytes), inflate: Expansion.inflate)
    guard let profiler else { return }
    if profiler.needsBytes { bytes.withUnsafeBytes { profiler.update($0) } }
    // Coding takes ten times as long as reading, and has a target of its own.
    guard let profile = profiler.finish(), bytes.count.isMultiple(of: 8),
      let record = profile.encodeForStore()
    else { return }
    // By their bytes, since no NaN is equal to itself.
    guard try AssetProfile.decode(record).encode() == profile.encode() else {
      throw FuzzTarget.Broken("a profile changes when it is written and read")
    }
  }

  private static let safetensors = FuzzTarget(
    "safetensors header",
    [
      Golden.model("small.safetensors"),
      Golden.bytes("FormatTests/Vectors/chunking/sample.safetensors-head"),
    ],
    tokens: FuzzWords.json + ["__metadata__", "data_offsets", "dtype", "shape"],
    allows: isUnreadable
  ) { bytes in
    guard let header = try SafetensorsHeader(reading: ByteArray(bytes)) else { return }
    for tensor in header.tensors where tensor.range.upperBound > UInt64(bytes.count) {
      throw FuzzTarget.Broken("tensor '\(tensor.name)' reaches beyond the file")
    }
  }

  private static let shards = FuzzTarget(
    "shard index",
    FuzzTarget.texts([
      #"{"metadata":{"total_size":1234},"weight_map":{"a":"model-1.safetensors","b":"x/model-2.safetensors"}}"#
    ]), tokens: FuzzWords.json + FuzzWords.paths, allows: isUnreadable
  ) { bytes in
    for name in try ShardIndex(reading: ByteArray(bytes)).fileNames {
      guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
        throw FuzzTarget.Broken("'\(name)' leads out of the folder")
      }
    }
  }

  private static let parquet = FuzzTarget(
    "parquet footer", [Golden.model("small.parquet")], smoke: 100, allows: isUnreadable
  ) { bytes in
    _ = try TensorLayout(parquet: ByteArray(bytes))
    guard let footer = try ParquetFooter(reading: ByteArray(bytes)) else { return }
    for column in footer.columns.indices { _ = footer.summary(ofColumn: column) }
    for range in footer.chunkRanges ?? [] where range.upperBound > footer.footerStart {
      throw FuzzTarget.Broken("a column reaches into the footer")
    }
    try profile(bytes, .parquet)
  }

  private static let archive = ZipArchive.stored([
    ("a/data.pkl", [0x80, 2, 0x5D, 0x2E]), ("b.npy", Golden.model("plain.npy")),
  ])

  private static let zipFile = FuzzTarget(
    "zip", [archive, Golden.model("deflated.npz")],
    tokens: ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "../"],
    allows: isUnreadable
  ) { bytes in
    let source = ByteArray(bytes)
    for member in try ZipDirectory(reading: source).members {
      guard member.range.upperBound <= UInt64(bytes.count) else {
        throw FuzzTarget.Broken("'\(member.name)' reaches beyond the file")
      }
      let content = try member.bytes(in: source, most: 1 << 16, unpacker: StreamUnpacker())
      guard content.map({ UInt64($0.count) == member.byteCount }) ?? true else {
        throw FuzzTarget.Broken("'\(member.name)' has another length than it says")
      }
    }
  }

  /// A header of ustar with its checksum, the content, and an extended header.
  private static let tarFile: [UInt8] = {
    func header(_ name: String, _ size: Int, _ kind: UInt8) -> [UInt8] {
      var block = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, _ at: Int) {
        block.replaceSubrange(at..<at + text.utf8.count, with: text.utf8)
      }
      put(name, 0)
      put("0000644\0", 100)
      let octal = String(size, radix: 8)
      put(String(repeating: "0", count: 11 - octal.count) + octal, 124)
      block[156] = kind
      put("ustar\u{0}00", 257)
      put("        ", 148)
      let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
      put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", 148)
      return block
    }
    func padded(_ text: String) -> [UInt8] {
      Array(text.utf8) + [UInt8](repeating: 0, count: 512 - text.utf8.count)
    }
    return header("././x", 24, UInt8(ascii: "x")) + padded("24 path=folder/name.pkl\n")
      + header("short", 5, UInt8(ascii: "0")) + padded("hello")
  }()

  private static let tar = FuzzTarget(
    "tar", [tarFile], tokens: ["ustar\0", "path=", "../"], allows: isUnreadable
  ) {
    bytes in
    for member in try TarDirectory(reading: ByteArray(bytes)).members
    where member.range.upperBound > UInt64(bytes.count) {
      throw FuzzTarget.Broken("'\(member.name)' reaches beyond the file")
    }
  }

  /// Whatever holds pickles, with everything that can be expanded.
  private static let pickle = FuzzTarget(
    "pickle scan",
    [
      "linear-2.pkl", "linear-4.pkl", "linear-5.pkl", "linear.joblib", "objects.npy", "small.pt",
      "legacy.pt",
    ]
    .map(Golden.model) + [archive, tarFile], tokens: words[.pickle] ?? [], smoke: 150,
    allows: isUnreadable
  ) { bytes in
    _ = try PickleScan.reports(
      of: ByteArray(bytes), isGuess: bytes.count % 2 == 0, unpacker: StreamUnpacker())
  }

  /// Limits so small that the golden files are cut; cuts make up the file whatever it says.
  private static let cutter = FuzzTarget(
    "cut points", modelFiles.flatMap(\.1).map(Golden.model) + [Golden.model("small.parquet")],
    smoke: 150,
    allows: isUnreadable
  ) { bytes in
    var limits = ChunkLimits()
    (limits.wholeMax, limits.spanMeanMin, limits.spanMax) = (16, 8, 64)
    limits.spanMin = 4
    switch try CutterChoice.choose(source: ByteArray(bytes), limits: limits) {
    case .planned(let cuts, _):
      let ends = cuts.map(\.end)
      guard ends.last == UInt64(bytes.count), zip([0] + ends, ends).allSatisfy({ $0 < $1 }) else {
        throw FuzzTarget.Broken("cuts at \(ends.prefix(20))")
      }
    case .bounded(let bounds, _):
      guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw FuzzTarget.Broken("bounds at \(bounds.prefix(20))")
      }
    case .whole, .gear: break
    }
  }

  private static let guess = FuzzTarget(
    "format guess",
    modelFiles.flatMap(\.1).map(Golden.model) + pictureFiles.map { Golden.model($0.1) },
    tokens: [
      "PAR1", "GGUF", "\u{89}PNG", "PK\u{3}\u{4}", "ustar", "{\"", "%PDF", "RIFF", "ARROW1",
      "-----BEGIN",
    ]
  ) { bytes in
    let head = Array(bytes.prefix(512))
    for name in ["", "a.csv", "m.bin", "x.tar.gz"] { _ = FileFormat.guess(name: name, head: head) }
    _ = FileFormat.guess(name: String(decoding: head.suffix(40), as: UTF8.self), head: head)
    _ = (TextProbe.isProbablyText(head), TextEncoding.detect(head: head))
    _ = FileFormat.tableInside(name: String(decoding: head.prefix(40), as: UTF8.self))
  }

  // MARK: Pictures

  private static let pictureFiles: [(FileFormat, String)] = [
    (.png, "small.png"), (.png, "alpha.png"), (.jpeg, "small.jpeg"), (.gif, "small.gif"),
    (.webp, "lossy.webp"), (.webp, "lossless.webp"), (.webp, "extended.webp"),
  ]

  private static let pictures = [FileFormat.png, .jpeg, .gif, .webp].map { format in
    FuzzTarget(
      "picture \(format.rawValue)",
      pictureFiles.filter { $0.0 == format }.map { Golden.model($0.1) },
      tokens: ["IHDR", "VP8 ", "VP8L", "VP8X", "\u{FF}\u{C0}"]
    ) { bytes in
      if let size = try ImageDimensions(reading: ByteArray(bytes), format: format) {
        guard size.width > 0, size.height > 0 else { throw FuzzTarget.Broken("no pixels") }
      }
    }
  }

  // MARK: Tables

  private static let tableTexts: [(FileFormat, [String])] = [
    (
      .csv,
      [
        "id,price,name\n1,2.5,\"a \"\"b\"\"\"\n2,,\n3,-1e9,\"x\ny\"\n", "\u{FEFF}a;b\r\n1;2\r\n",
        "label,prediction,score\n1,0,0.25\n0,0,0.1\n",
      ]
    ), (.tsv, ["a\tb\n1\tx\n2\ty\n"]),
    (.jsonl, ["{\"a\":1,\"b\":{\"c\":[1,2]}}\n{\"a\":null}\n\n{\"b\":\"é\"}\n"]),
  ]

  private static let tables = tableTexts.map { format, texts in
    FuzzTarget(
      "table \(format.rawValue)", FuzzTarget.texts(texts),
      tokens: ["\"", "\"\"", "\r\n", ",", ";", "\t", "\n", "{\"", "}", "NaN", "1e400", "\u{FEFF}"]
        + FuzzWords.json
    ) { bytes in try profile(bytes, format) }
  }

  private static let predictions = FuzzTarget(
    "predictions",
    FuzzTarget.texts([
      "label,prediction,score\n1,0,0.25\n0,0,0.1\n1,1,0.9\n", "y_true,y_pred\n1.5,1.25\n2,2.5\n",
      "label,score_a,score_b\na,0.5,0.5\nb,0.1,0.9\n",
    ]),
    tokens: ["\"", ",", "\n", "label", "prediction", "score", "nan", "inf", "true", "1e308", "-0"]
  ) { bytes in
    let source = TableSource(format: .csv) { body in try bytes.withUnsafeBytes { try body($0) } }
    let found = try PredictionReader(source, PredictionRequest(name: "p.csv")).read()
    guard found.n <= bytes.count else { throw FuzzTarget.Broken("\(found.n) rows") }
  }
}
