// What a file's name says about its format.

enum FormatName {
  /// By the last extension, in any case.
  static func format(of name: String) -> FileFormat? {
    let last = name.utf8.split(separator: UInt8(ascii: "/")).last ?? Substring(name).utf8
    guard let dot = last.lastIndex(of: UInt8(ascii: ".")), dot != last.startIndex else {
      return nil
    }
    let ending = String(decoding: last[last.index(after: dot)...], as: UTF8.self).lowercased()
    return byEnding[ending]
  }

  private static let byEnding: [String: FileFormat] = {
    var table: [String: FileFormat] = [:]
    for (endings, format) in endings {
      for ending in endings.split(separator: " ") { table[String(ending)] = format }
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
