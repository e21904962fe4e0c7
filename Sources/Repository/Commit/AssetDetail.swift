import FileFormats
import FileIO
import Objects
import Profiles
import WorkingTree

/// What is inside an asset, in a few words: `103 tensors, bf16`, `12 columns, 400 rows`. From its
/// profile, or from the first bytes of its files; a file that cannot be read has no detail.
enum AssetDetail {
  /// nil for folders, whose files are counted anyway.
  static func describe(_ profile: AssetProfile) -> String? {
    switch profile {
    case .model(let model):
      let bytes = model.tensors.reduce(into: [String: UInt64]()) { sum, tensor in
        let bits = TensorType(rawValue: tensor.type)?.bitCount ?? 8
        sum[tensor.type.lowercased(), default: 0] &+= (tensor.elementCount ?? 0) &* UInt64(bits)
      }
      return describe(tensors: model.tensors.count, types: bytes)
    case .table(let table):
      let columns = table.columns.count + table.excludedColumns.count
      return count(columns, "column") + ", " + count(Int(clamping: table.rows), "row")
    case .folder: return nil
    }
  }

  /// - Parameter types: with the sizes by which they are sorted.
  private static func describe(tensors: Int, types: [String: UInt64]) -> String? {
    guard tensors > 0 else { return nil }
    let names = types.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let shown = names.prefix(2).joined(separator: " and ") + (names.count > 2 ? " and others" : "")
    return "\(count(tensors, "tensor")), \(shown)"
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    let digits = String(count)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return "\(text) \(noun)\(count == 1 ? "" : "s")"
  }

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
    return describe(tensors: count, types: bytes)
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
        return count(columns, "column")
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
