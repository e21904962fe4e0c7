// What `mlx textconv` prints: a file that git cannot show, as lines that it can compare.
import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import SystemPackage

extension Repository {
  /// What is in a file; no repository is needed. What is damaged or unknown is told by its SHA-256.
  ///
  /// - Parameter name: says what is inside where the bytes do not.
  ///
  /// Errors: those of reading it.
  public static func summarize(
    _ path: FilePath, named name: String, in fileSystem: any FileSystem = KernelFileSystem()
  ) throws -> FileSummary {
    let file = try File(path, .read, in: fileSystem)
    if try file.status().type == .directory { throw FileError.isADirectory(name) }
    return try Summary.of(FileSource(file), named: name)
  }
}

/// Makes summaries of anything that can be read.
enum Summary {
  private static let headBytes = 4096
  static let pieceBytes = 1 << 20
  /// A longer text beside the tensors is cut.
  static let textMax = 200

  static func of(_ source: some RandomAccess, named name: String) throws -> FileSummary {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, UInt64(headBytes))))
    let format = FileFormat.guess(name: name, head: head)
    var reason: String?
    var content: FileSummary.Content?
    do {
      content = try self.content(of: source, as: format, head: head, name: name)
    } catch let problem as UnreadableFormat {
      reason = problem.reason
    }
    return FileSummary(
      format: format?.rawValue, size: source.byteCount,
      content: try content ?? .bytes(sha256: sha256(of: source), reason: reason))
  }

  private static func content(
    of source: some RandomAccess, as format: FileFormat?, head: [UInt8], name: String
  ) throws -> FileSummary.Content? {
    guard let format else { return nil }
    if ModelFile.formats.contains(format) {
      return .model(try ModelSummary.of(source, as: format))
    }
    switch format {
    case .parquet: return .table(try TableSummary.parquet(source))
    case .csv, .tsv, .jsonl: return .table(try TableSummary.text(source, format, packing: nil))
    case .gzip, .zstd:
      guard let inside = FileFormat.tableInside(name: name) else { return nil }
      return .table(try TableSummary.text(source, inside, packing: StreamPacking(format)))
    case .gitLFSPointer:
      let text = String(decoding: head.prefix(1024), as: UTF8.self)
      return .pointer(text.split(separator: "\n").map(String.init))
    default: return nil
    }
  }

  /// Gives the bytes of a part to `body`, in pieces.
  static func read(
    _ range: Range<UInt64>, of source: some RandomAccess,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var position = range.lowerBound
    while position < range.upperBound {
      try Interruption.check()
      let count = Int(min(UInt64(pieceBytes), range.upperBound - position))
      let bytes = try source.read(at: position, count: count)
      try bytes.withUnsafeBytes(body)
      position += UInt64(count)
    }
  }

  static func sha256(of source: some RandomAccess) throws -> Digest {
    var hasher = SHA256Hasher()
    try read(0..<source.byteCount, of: source) { hasher.update($0) }
    return hasher.finalize()
  }

  static func cut(_ text: String) -> String {
    text.count > textMax ? text.prefix(textMax) + "…" : text
  }
}
