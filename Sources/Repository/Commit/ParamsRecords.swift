// The params that a commit records.
import FileIO
import Objects
import ProjectFiles
import SystemPackage
import WorkingTree

extension Repository {
  /// A metrics or params file holds numbers and settings: larger ones are refused.
  static let projectFileBytesMax = 16 << 20

  /// The params of a commit: read anew only when the file changed.
  func paramsRecord(index: Index, previous: Commit?) throws -> ParamsRecord? {
    guard let path = index.params, let entry = index.entry(at: path) else { return nil }
    if let old = previous?.params, old.source == entry.blob, old.path == path { return old }
    let values = try ParamsFile.parse(try smallContent(of: entry), name: path.string)
    return ParamsRecord(path: path, source: entry.blob, values: values)
  }

  /// The bytes of a staged small file: from the store, or, when this command staged it and nothing
  /// is published yet, from disk, if they are the same bytes still.
  func smallContent(of entry: IndexEntry) throws -> [UInt8] {
    let bytesMax = Self.projectFileBytesMax
    guard entry.size <= UInt64(bytesMax) else {
      throw FileError.tooLarge(entry.path.string, limitBytes: bytesMax)
    }
    if store.containsBlob(entry.blob) {
      return try store.readBlob(entry.blob, maxBytes: bytesMax)
    }
    let path = workTree.absolute(entry.path)
    let bytes = try environment.fileSystem.readFile(path, maxBytes: bytesMax)
    guard SHA256Hasher.hash(bytes) == entry.blob.digest else {
      throw FileError.changedWhileReading(entry.path.string)
    }
    return bytes
  }
}
