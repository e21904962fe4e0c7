import FileFormats
import FileIO
import Objects
import WorkingTree

/// What is inside an asset, in a few words: `103 tensors, bf16`, `12 columns`. Read from the first
/// bytes of its files; a file that cannot be read has no detail.
enum AssetDetail {
  private static let filesMax = 64
  private static let headBytesMax = 64 << 10

  static func describe(_ asset: Asset, index: Index, in workTree: WorkTree) -> String? {
    let paths = index.entries(within: asset.path).prefix(4096).map(\.path)
    let tensors = paths.filter { $0.name.hasSuffix(".safetensors") }
    if !tensors.isEmpty { return describe(tensors: Array(tensors.prefix(filesMax)), in: workTree) }
    guard paths.count == 1, let path = paths.first else { return nil }
    switch asset.format {
    case "csv": return columns(of: path, separator: ",", in: workTree)
    case "tsv": return columns(of: path, separator: "\t", in: workTree)
    default: return nil
    }
  }

  private static func describe(tensors paths: [RepositoryPath], in workTree: WorkTree) -> String? {
    var count = 0
    var bytes: [String: UInt64] = [:]
    for path in paths {
      guard let file = try? File(workTree.absolute(path), .read, in: workTree.fileSystem),
        let header = try? SafetensorsHeader(reading: FileReader(file))
      else { continue }
      count += header.tensors.count
      for tensor in header.tensors {
        bytes[tensor.dtype.lowercased(), default: 0] += UInt64(tensor.range.count)
      }
    }
    guard count > 0 else { return nil }
    let types = bytes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let shown = types.prefix(2).joined(separator: " and ") + (types.count > 2 ? " and others" : "")
    return "\(count) \(count == 1 ? "tensor" : "tensors"), \(shown)"
  }

  /// The columns of the first line, where quotes may hold separators.
  private static func columns(
    of path: RepositoryPath, separator: Character, in workTree: WorkTree
  ) -> String? {
    guard let file = try? File(workTree.absolute(path), .read, in: workTree.fileSystem),
      let head = try? file.readUpTo(headBytesMax, at: 0), let mark = separator.asciiValue
    else { return nil }
    var columns = 1
    var isQuoted = false
    for byte in head {
      if byte == UInt8(ascii: "\n"), !isQuoted {
        return "\(columns) \(columns == 1 ? "column" : "columns")"
      }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == mark, !isQuoted { columns += 1 }
    }
    return nil
  }
}

/// A file as a source of bytes for the format readers.
struct FileReader: RandomAccess {
  let file: File
  let byteCount: UInt64

  init(_ file: File) throws {
    self.file = file
    byteCount = UInt64(clamping: try file.status().size)
  }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    try file.readBytes(at: Int64(clamping: offset), count: count)
  }
}
