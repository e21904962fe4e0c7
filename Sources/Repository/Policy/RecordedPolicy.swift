// What a team demands, as a version has it: never as the work tree says now.
import ObjectStore
import Objects
import ProjectFiles
import WorkingTree

/// A small file of a version, with the hash that proves it.
public struct RecordedFile: Sendable, Equatable {
  public var path: RepositoryPath
  public var blob: BlobID
  public var bytes: [UInt8]
}

extension Repository {
  /// A file of a version; nil where the version has none at the path.
  ///
  /// Errors: `object-missing`, also where a partial clone cannot bring it; `object-corrupt`; `too-large`.
  public func recordedFile(
    _ path: RepositoryPath, at id: CommitID, maxBytes: Int = ProjectFile.bytesMax
  ) throws -> RecordedFile? {
    guard let entry = try TreeWalk.find(path, in: commit(id).tree, in: store),
      entry.mode == .file || entry.mode == .executable
    else { return nil }
    let blob = BlobID(entry.id)
    return RecordedFile(
      path: path, blob: blob, bytes: try store.readBlob(blob, maxBytes: maxBytes))
  }

  /// The `mlx.yaml` of a version and the hash of its bytes; nil where the version has none.
  ///
  /// Errors: those of `recordedFile`; a `ProjectFileError` with every mistake.
  public func projectFile(at id: CommitID) throws -> (file: ProjectFile, blob: BlobID)? {
    let path = try RepositoryPath(validating: ProjectFile.name)
    guard let recorded = try recordedFile(path, at: id) else { return nil }
    let file = try ProjectFile(parsing: recorded.bytes, name: "\(ProjectFile.name) of \(id.short)")
    return (file, recorded.blob)
  }
}
