import FileFormats
import Objects

/// Which profile a folder has: of the model that its files make up, of the table that they are parts
/// of, or of the folder as such.
enum FolderPlan {
  case model([ProfiledFile])
  case table([ProfiledFile])
  case folder

  /// More files are a folder, whatever they hold.
  private static let filesMax = 1_000
  /// Of several forms of the same weights, the first that is there.
  private static let weights: [FileFormat] = [.safetensors, .gguf, .pytorch, .onnx, .npz, .npy]
  private static let tables: [FileFormat] = [.csv, .tsv, .jsonl, .parquet]

  /// - Parameter files: all of the folder, in order.
  static func choose(for kind: AssetKind, _ files: [ProfiledFile]) -> FolderPlan {
    if kind == .model {
      let named = files.prefix(16 * filesMax).map { ($0, $0.named) }
      for format in weights {
        let found = named.filter { $0.1 == format }.map(\.0)
        if (1...filesMax).contains(found.count) { return .model(found) }
      }
      return .folder
    }
    // Parts of a table are at least half of the files.
    guard files.count <= 2 * filesMax else { return .folder }
    for format in tables {
      let found = files.filter { $0.table == format }
      guard (1...filesMax).contains(found.count) else { continue }
      // A README or a list of labels beside them changes nothing.
      let bytes = found.reduce(0) { $0 &+ $1.size }
      let all = files.reduce(0) { $0 &+ $1.size }
      if found.count * 2 >= files.count, bytes >= all / 10 * 9 { return .table(found) }
    }
    return .folder
  }
}
