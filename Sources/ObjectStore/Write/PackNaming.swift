// The moment in which a pack gets its name.
import FileIO
import Objects
import SystemPackage

/// Moves sealed packs from `tmp/` to `packs/`.
struct PackNaming {
  let store: ObjectStore

  /// Gives a sealed pack its name.
  ///
  /// A link cannot replace a file, as a rename could: a pack of the same name, which another
  /// command may have synced and published already, stays, unless it turns out to be damaged.
  func name(_ pack: SealedPack) throws -> Digest {
    let fileSystem = store.fileSystem
    let path = store.layout.pack(pack.id)
    do throws(FileError) {
      try store.share(pack.temporary)
      try fileSystem.link(pack.temporary, to: path)
      try fileSystem.unlink(pack.temporary)
    } catch {
      guard case .exists = error else { throw error }
      // Made again all the same: what is to go must not be relied on.
      if store.condemned.contains(pack.id) { throw error }
      if try isSound(path, pack.id) {
        try fileSystem.unlink(pack.temporary)
      } else {
        try File(pack.temporary, .read, in: fileSystem).sync()
        try fileSystem.rename(pack.temporary, to: path)
      }
    }
    Failpoint.packSealed.hit()
    return pack.id
  }

  private func isSound(_ path: FilePath, _ id: Digest) throws -> Bool {
    do {
      let file = try File(path, .read, in: store.fileSystem)
      let scan = try PackScan(file, store.scanRules)
      return try scan.table.entry.id == id && scan.firstDamage() == nil
    } catch is StoreError {
      return false
    }
  }
}
