import FileIO
import ObjectStore
import SystemPackage

// The index as a file: read whole, replaced whole.
extension Index {
  /// No index of that many bytes is written.
  private static let fileBytesMax = 8 << 30

  /// Nil when there is no file. `indexDamaged` and `indexTooNew` ask the caller to rebuild it.
  public static func load(from path: FilePath, in fileSystem: any FileSystem) throws -> Index? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try fileSystem.readFile(path, maxBytes: fileBytesMax)
    } catch {
      guard case .notFound = error else { throw error }
      return nil
    }
    do throws(IndexReaderV1.Failure) {
      return try IndexReaderV1.decode(bytes)
    } catch {
      switch error {
      case .damaged(let reason): throw WorkTreeError.indexDamaged(path.string, reason: reason)
      case .tooNew(let version): throw WorkTreeError.indexTooNew(path.string, version: version)
      }
    }
  }

  /// The packs that the file names as pending, without reading all of it; none when it is damaged,
  /// which `load` will tell.
  public static func peekPending(
    in path: FilePath, _ fileSystem: any FileSystem
  ) -> [PendingPack] {
    guard let file = try? File(path, .read, in: fileSystem), let size = try? file.status().size,
      let head = try? file.readUpTo(IndexLayoutV1.headBytesMax, at: 0),
      let range = IndexReaderV1.pendingRange(head, fileBytes: Int(clamping: size)),
      let bytes = try? file.readBytes(at: Int64(range.lowerBound), count: range.count)
    else { return [] }
    return (try? IndexDeclarations.decodePending(bytes)) ?? []
  }

  /// Replaces the file; `temporary` is a folder on the same file system.
  public func write(
    to path: FilePath, temporary: FilePath, in fileSystem: any FileSystem, durable: Bool = false
  ) throws {
    try fileSystem.replaceFile(
      path, with: IndexWriterV1.encode(self), temporary: temporary, durable: durable)
  }
}
