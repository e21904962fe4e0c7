// `mlx scan`: what would run where a model is loaded.
import FileFormats
import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

extension Repository {
  /// Looks into a file, or all files of a folder, on the disk; no repository is needed. Nothing is loaded,
  /// unpacked to the disk or changed.
  ///
  /// - Parameters:
  ///   - path: links are followed, also those in a folder.
  ///   - name: what the report calls it.
  ///
  /// Errors: `not-found`, `permission-denied` and the rest for the path itself. What cannot be read in a
  /// folder is in the report.
  public static func scan(
    path: FilePath, as name: String, _ environment: RepositoryEnvironment
  ) throws -> ScanReport {
    var scan = DiskScan(environment)
    try scan.run(path, as: name)
    return scan.report
  }

  /// Looks into a file or folder of a version, an asset, or all of a version.
  ///
  /// - Parameter text: `REV:path`, `ASSET@REV`, `ASSET` or `REV`.
  ///
  /// Errors: those of finding it; `object-missing`, `object-corrupt` and the rest for damage.
  public func scan(stored text: String) throws -> ScanReport {
    let found: LocatedEntry
    do {
      switch try locate(text) {
      case .entry(let entry): found = entry
      case .commit(let id): found = try entry(at: .root, in: id, revision: text)
      case .external(let asset, _):
        throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
      }
    } catch let error as RefError where error.code == "unknown-revision" {
      // What is neither a version nor an asset was probably meant as a path.
      guard !text.contains(":"), !text.contains("@") else { throw error }
      throw WorkingError.pathNotFound(text, near: [])
    }
    var report = ScanReport()
    func add(_ entry: TreeEntry, at path: RepositoryPath) throws {
      guard entry.mode == .file || entry.mode == .executable else { return }
      try Interruption.check()
      report.fileCount += 1
      report.byteCount &+= entry.size
      environment.progress.report(
        Progress(phase: "scanning", unit: .files, done: Int64(report.fileCount)))
      if var file = try scan(BlobID(entry.id), path: path.string) {
        file.commit = found.commit
        report.files.append(file)
      }
    }
    if found.entry.mode == .tree {
      try TreeWalk.files(TreeID(found.entry.id), at: found.path, in: store) { path, entry in
        try add(entry, at: path)
      }
    } else {
      try add(found.entry, at: found.path)
    }
    return report
  }

  /// Looks into one stored file, whose path says what it is meant to be; nil when no loader runs anything
  /// of it.
  ///
  /// Errors: `object-missing`, `object-corrupt` and the rest for damage.
  package func scan(_ blob: BlobID, path: String) throws -> ScannedFile? {
    if let recipe = try store.recipe(of: blob) {
      return try FileScan.scan(StoredBlob(recipe, in: store), path: path)
    }
    let bytes = try store.readBlob(blob, maxBytes: store.limits.bufferBytes)
    return try FileScan.scan(ByteArray(bytes), path: path)
  }
}
