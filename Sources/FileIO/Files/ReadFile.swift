// Reading a small file whole.
import SystemPackage

extension FileSystem {
  /// The whole content of a file, following links. Throws `tooLarge` beyond `maxBytes`.
  public func readFile(_ path: FilePath, maxBytes: Int) throws(FileError) -> [UInt8] {
    let file = try File(path, .read, in: self)
    let status = try file.status()
    if status.type == .directory { throw .isADirectory(path.string) }
    guard status.size <= Int64(maxBytes) else {
      throw .tooLarge(path.string, limitBytes: maxBytes)
    }
    // One byte more than its size shows the end in one read. (In /proc every size is 0.)
    var bytes = try file.readUpTo(max(Int(status.size) + 1, 4096), at: 0)
    while bytes.count > Int(status.size) && bytes.count <= maxBytes {
      let more = try file.readUpTo(max(bytes.count, 4096), at: Int64(bytes.count))
      if more.isEmpty { break }
      bytes += more
    }
    guard bytes.count <= maxBytes else { throw .tooLarge(path.string, limitBytes: maxBytes) }
    return bytes
  }
}
