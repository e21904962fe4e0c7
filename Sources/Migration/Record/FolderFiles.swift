// The MD5 that DVC gives a folder which a stage reads, from what is known to be in it.
import GitBridge
import Objects

/// Lists the files of a commit below a path as DVC does: those of outputs, and those of git.
struct FolderFiles {
  private static let fileBytesMax = 256 << 20
  private static let filesMax = 10_000

  let git: GitRepository
  let tree: String
  let placed: [RepositoryPath: PlacedOutput]
  let content: ContentImport?

  /// Whether the files below a folder are those that a hash names.
  func isHash(_ hash: DVCHash, of folder: RepositoryPath) throws -> Bool {
    guard hash.isFolder else { return false }
    var files: [(path: String, md5: String)] = []
    for output in placed.values where output.path.isWithin(folder) || folder.isWithin(output.path) {
      let inside = self.files(of: output)
      if let inner = folder.relative(to: output.path) {
        files += inside.compactMap { file in
          file.path.relative(to: inner).map { ($0.string, file.hash.hex) }
        }
      } else if let inner = output.path.relative(to: folder) {
        if output.entry.mode != .tree { files.append((inner.string, output.hash.hex)) }
        files += inside.map { (inner.appending($0.path).string, $0.hash.hex) }
      }
    }
    if let entry = try git.entry(folder.string, ofTree: tree), entry.kind == .folder {
      guard try addFiles(of: entry.id, at: .root, hash.kind, to: &files) else { return false }
    }
    return MD5Hasher.hash(DVCFolder.text(of: files)) == hash.hex
  }

  /// The files of an output that is a folder.
  func files(of output: PlacedOutput) -> [DVCFolder.File] {
    guard output.hash.isFolder else { return [] }
    return content?.files(of: output.hash, listed: output.output.files) ?? []
  }

  /// Whether a file of git is what a hash names; nil when git has none there.
  func isHash(_ hash: DVCHash, ofFile path: RepositoryPath) throws -> Bool? {
    guard let entry = try git.entry(path.string, ofTree: tree), entry.kind != .folder,
      entry.kind != .submodule
    else { return nil }
    return ContentDigest.isHash(hash, of: try git.blob(entry.id, bytesMax: Self.fileBytesMax))
  }

  /// Whether git has a file or a folder there.
  func isInGit(_ path: RepositoryPath) throws -> Bool {
    try git.entry(path.string, ofTree: tree) != nil
  }

  /// False when there are too many.
  private func addFiles(
    of folder: String, at path: RepositoryPath, _ kind: DVCHash.Kind,
    to files: inout [(path: String, md5: String)]
  ) throws -> Bool {
    for entry in try git.entries(ofTree: folder) {
      guard let name = entry.name, let inner = try? path.appending(name) else { continue }
      switch entry.kind {
      case .folder:
        guard try addFiles(of: entry.id, at: inner, kind, to: &files) else { return false }
      case .file, .executable:
        guard files.count < Self.filesMax else { return false }
        var digest = ContentDigest(kind: kind)
        try git.blob(entry.id, bytesMax: Self.fileBytesMax).withUnsafeBytes { digest.update($0) }
        files.append((inner.string, digest.text))
      case .symlink, .submodule: continue
      }
    }
    return true
  }
}
