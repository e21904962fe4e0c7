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

  private let root: FilePath
  private let fileSystem: any FileSystem
  private var known: [Key: Set<String>] = [:]

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

  private func names(of place: FilePath, _ kind: DVCHash.Kind) throws -> Set<String> {
    guard let file = try? File(place, .read, in: fileSystem),
      (try? file.status())?.type == .regular
    else { return [] }
    var digest = ContentDigest(kind: kind)
    var offset: Int64 = 0
    while let bytes = try? file.readUpTo(Self.pieceBytes, at: offset), !bytes.isEmpty {
      try Interruption.check()
      bytes.withUnsafeBytes { digest.update($0) }
      offset += Int64(bytes.count)
    }
    return digest.names
  }
}
