// `mlx cat`.
import ObjectStore
import Objects

extension Repository {
  /// Gives the bytes of a file to `sink`, in order, each chunk checked against its id first.
  ///
  /// - Parameter text: `REV:path`, `ASSET@REV` or `ASSET`.
  public func cat(_ text: String, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    let found: LocatedEntry
    switch try locate(text) {
    case .entry(let entry): found = entry
    case .commit: throw WorkingError.notAFile(text, isCommit: true)
    case .external(let asset, _):
      throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
    }
    if found.entry.mode == .tree { throw WorkingError.notAFile(text, isCommit: false) }
    try store.stream(BlobID(found.entry.id)) { bytes, _ in try sink(bytes) }
  }
}
