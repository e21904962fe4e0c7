import FileIO
import Objects
import SystemPackage

/// The MD5s of files in the work tree, each computed once: they may be what the cache has not. Most are another version.
struct WorkTreeFiles {
  private struct Key: Hashable {
    let path: RepositoryPath
    let kind: DVCHash.Kind
  }

  private static let pieceBytes = 1 << 20

  private static let depthMax = 200

  private let root: FilePath
  private let fileSystem: any FileSystem
  private var known: [Key: Set<String>] = [:]
  private var folders: [Key: [DVCFolder.File]] = [:]

  init(root: FilePath, in fileSystem: any FileSystem) {
    self.root = root
    self.fileSystem = fileSystem
  }

  /// The file at a path, when a hash names its bytes; nil when there is none, or it holds others.
  mutating func file(_ hash: DVCHash, at path: RepositoryPath) throws -> FilePath? {
    let place = root.appending(path.string)
    let key = Key(path: path, kind: hash.kind)
    if known[key] == nil { known[key] = try names(of: place, hash.kind) }
    return known[key]?.contains(hash.hex) == true ? place : nil
  }

  /// The list of a folder's files, when a hash names it: the cache has lost the list, and perhaps not the files.
  mutating func folder(_ hash: DVCHash, at path: RepositoryPath) throws -> DVCFolder? {
    let key = Key(path: path, kind: hash.kind)
    if folders[key] == nil {
      var files: [DVCFolder.File] = []
      try list(path, from: path, hash.kind, depth: 0, to: &files)
      folders[key] = files
    }
    let files = folders[key] ?? []
    let text = DVCFolder.text(of: files.map { ($0.path.string, $0.hash.hex) })
    guard !files.isEmpty, MD5Hasher.hash(text) == hash.hex else { return nil }
    return DVCFolder(files: files.sorted { $0.path < $1.path })
  }

  /// As DVC lists a folder, but for what `.dvcignore` says.
  private func list(
    _ path: RepositoryPath, from top: RepositoryPath, _ kind: DVCHash.Kind, depth: Int,
    to files: inout [DVCFolder.File]
  ) throws {
    guard depth < Self.depthMax,
      let entries = try? fileSystem.entries(of: root.appending(path.string), withStatus: true)
    else { return }
    for entry in entries {
      guard let inner = try? path.appending(entry.name), let below = inner.relative(to: top) else {
        continue
      }
      switch entry.status?.type {
      case .directory: try list(inner, from: top, kind, depth: depth + 1, to: &files)
      case .regular, .symlink:
        guard var digest = try digest(of: root.appending(inner.string), kind),
          let hash = DVCHash(digest.text, kind: kind)
        else { continue }
        files.append(DVCFolder.File(path: below, hash: hash, isExecutable: false))
      default: continue
      }
    }
  }

  private func names(of place: FilePath, _ kind: DVCHash.Kind) throws -> Set<String> {
    guard var digest = try digest(of: place, kind) else { return [] }
    return digest.names
  }

  /// nil when it is no file.
  private func digest(of place: FilePath, _ kind: DVCHash.Kind) throws -> ContentDigest? {
    guard let file = try? File(place, .read, in: fileSystem),
      (try? file.status())?.type == .regular
    else { return nil }
    var digest = ContentDigest(kind: kind)
    var offset: Int64 = 0
    while let bytes = try? file.readUpTo(Self.pieceBytes, at: offset), !bytes.isEmpty {
      try Interruption.check()
      bytes.withUnsafeBytes { digest.update($0) }
      offset += Int64(bytes.count)
    }
    return digest
  }
}
