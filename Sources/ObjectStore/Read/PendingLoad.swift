// Pending packs are believed only in the run of the machine that wrote them.
import FileIO
import Objects
import SystemPackage

/// Reads the tables of pending packs; after a reboot every object in them is decoded and hashed.
struct PendingLoad {
  let layout: StoreLayout
  let fileSystem: any FileSystem
  let decoder: PayloadDecoder
  let limits: StoreLimits

  /// The rows of the packs that are sound, and the packs that are not.
  ///
  /// - Parameter named: packs that a live segment names: they were synced, and are found there.
  func load(
    _ packs: [PendingPack], named: Set<Digest>
  ) throws -> (rows: PackedRows, failed: [PendingPack]) {
    var sound: [FilePath] = []
    var failed: [PendingPack] = []
    for pack in packs where !named.contains(pack.id) {
      if try isSound(pack) { sound.append(layout.pack(pack.id)) } else { failed.append(pack) }
    }
    let rows = try PackedRows(sound, in: fileSystem, decoder: decoder, limits: limits)
    return (rows, failed)
  }

  private func isSound(_ pack: PendingPack) throws -> Bool {
    do {
      let file = try File(layout.pack(pack.id), .read, in: fileSystem)
      if pack.boot == BootID.current() {
        return try PackTable(reading: file, objectBytesMax: limits.objectBytesMax).entry.id
          == pack.id
      }
      let scan = try PackScan(
        file, ScanRules(decoder: decoder, objectBytesMax: limits.objectBytesMax))
      guard scan.table.entry.id == pack.id else { return false }
      guard let damage = try scan.firstDamage() else { return true }
      // What a later version staged cannot be judged, and must not be dropped.
      let code = damage.row.encoding
      guard Encoding(rawValue: code) != nil else {
        throw StoreError.unsupported(
          path: layout.pack(pack.id).string, what: "encoding \(code)")
      }
      return false
    } catch FileError.notFound {
      return false
    } catch StoreError.packDamaged {
      return false
    }
  }
}
