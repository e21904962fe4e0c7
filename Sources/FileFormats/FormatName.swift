// What a file's name says about its format.

enum FormatName {
  /// By the last extension, in any case.
  static func format(of name: String) -> FileFormat? {
    var name = name
    return name.withUTF8 { bytes in
      var ending = Ending()
      for index in bytes.indices.reversed() {
        switch bytes[index] {
        case UInt8(ascii: "/"): return nil
        case UInt8(ascii: "."):
          let isFirst = index == 0 || bytes[index - 1] == UInt8(ascii: "/")
          return isFirst ? nil : byEnding[ending]
        case let byte: if !ending.prepend(byte) { return nil }
        }
      }
      return nil
    }
  }

  /// An ending in lower case, at most sixteen bytes: names are looked at by the hundred thousand.
  private struct Ending: Hashable {
    private var high: UInt64 = 0
    private var low: UInt64 = 0
    private var count = 0

    init() {}

    init(_ text: some StringProtocol) {
      for byte in text.utf8.reversed() { _ = prepend(byte) }
    }

    /// False when there is no more room.
    mutating func prepend(_ byte: UInt8) -> Bool {
      guard count < 16 else { return false }
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      let byte = UInt64(isUpper ? byte | 0x20 : byte)
      if count < 8 {
        low |= byte << UInt64(8 * count)
      } else {
        high |= byte << UInt64(8 * (count - 8))
      }
      count += 1
      return true
    }
  }

  private static let byEnding: [Ending: FileFormat] = {
    var table: [Ending: FileFormat] = [:]
    for (endings, format) in endings {
      for ending in endings.split(separator: " ") { table[Ending(ending)] = format }
    }
    return table
  }()

  private static let endings: [(String, FileFormat)] = [
    ("safetensors", .safetensors), ("gguf", .gguf), ("onnx", .onnx),
    ("pt pth ckpt jit torchscript", .pytorch),
    ("keras", .keras), ("tflite", .tflite), ("h5 hdf5", .hdf5), ("pkl pickle joblib", .pickle),
    ("npy", .npy), ("npz", .npz), ("csv", .csv), ("tsv", .tsv), ("jsonl ndjson", .jsonl),
    ("parquet", .parquet), ("arrow feather", .arrow), ("avro", .avro), ("orc", .orc),
    ("sqlite sqlite3", .sqlite), ("xlsx", .excel), ("tfrecord tfrecords", .tfrecord),
    ("json", .json), ("yaml yml", .yaml), ("toml", .toml), ("xml", .xml), ("html htm", .html),
    ("md markdown", .markdown), ("txt log", .text), ("py", .python), ("ipynb", .notebook),
    ("png", .png), ("jpg jpeg", .jpeg), ("gif", .gif), ("webp", .webp), ("bmp", .bmp),
    ("tif tiff", .tiff), ("wav", .wav), ("flac", .flac), ("mp3", .mp3), ("ogg opus", .ogg),
    ("mp4 m4a mov", .mp4), ("pdf", .pdf), ("zip", .zip), ("gz tgz", .gzip), ("zst", .zstd),
    ("xz", .xz), ("bz2", .bzip2), ("tar", .tar),
  ]
}
