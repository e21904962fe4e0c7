import FileIO
import Objects
import SystemPackage

/// The folders that hold bytes by their MD5: DVC's cache, and its remotes on this machine.
struct ContentPlaces: Sendable {
  let folders: [FilePath]
  private let fileSystem: any FileSystem

  init(_ folders: [FilePath], in fileSystem: any FileSystem) {
    var seen: Set<FilePath> = []
    self.folders = folders.filter { seen.insert($0).inserted }
    self.fileSystem = fileSystem
  }

  /// Files that should hold the bytes, those that do first: DVC 3 has `files/md5/ab/cdef…`, DVC before it
  /// `ab/cdef…`. Nothing says that they are right.
  func candidates(for hash: DVCHash) -> [(path: FilePath, size: UInt64)] {
    let head = String(hash.hex.prefix(2))
    let rest = String(hash.hex.dropFirst(2)) + (hash.isFolder ? ".dir" : "")
    var found: [(path: FilePath, size: UInt64)] = []
    for folder in folders {
      let old = folder.appending(head).appending(rest)
      let new = folder.appending("files").appending("md5").appending(head).appending(rest)
      for path in hash.kind == .md5 ? [new, old] : [old, new] {
        guard let status = try? fileSystem.status(at: path, followingLinks: true),
          status.type == .regular
        else { continue }
        found.append((path, UInt64(clamping: status.size)))
      }
    }
    return found
  }

  /// The files of a folder: from the list that the hash names, else those that a file of DVC itself lists.
  ///
  /// - Returns: nil when there is neither, and whether a list was there and is damaged.
  func listing(
    of hash: DVCHash, listed inline: [DVCFolder.File]?
  ) -> (folder: DVCFolder?, isDamaged: Bool) {
    var isDamaged = false
    for place in candidates(for: hash) {
      guard let bytes = try? fileSystem.readFile(place.path, maxBytes: DVCFolder.bytesMax),
        MD5Hasher.hash(bytes) == hash.hex, let folder = DVCFolder(parsing: bytes, kind: hash.kind)
      else {
        isDamaged = true
        continue
      }
      return (folder, false)
    }
    return (inline.map { DVCFolder(files: $0) }, isDamaged && inline == nil)
  }
}
