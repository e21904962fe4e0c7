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
  /// - Parameters:
  ///   - named: packs that a live segment names: they were synced, and are found there.
  ///   - known: what was loaded before. A pack never changes, so only those that came since are read.
  func load(
    _ packs: [PendingPack], named: Set<Digest>, known: PackedRows? = nil
  ) throws -> (rows: PackedRows, failed: [PendingPack]) {
    let pending = packs.filter { !named.contains($0.id) }
    var rows = PackedRows()
    if let known, try isThere(known, in: pending) { rows = known }
    let old = Set(rows.packs.map(\.id))
    var failed: [PendingPack] = []
    for pack in pending where !old.contains(pack.id) {
      if try !add(pack, to: &rows) { failed.append(pack) }
    }
    if rows.packs.count > old.count { rows.sort() }
    return (rows, failed)
  }

  /// Whether all packs that were loaded before are still pending, and there.
  private func isThere(_ known: PackedRows, in pending: [PendingPack]) throws -> Bool {
    let ids = Set(pending.map(\.id))
    return try known.packs.allSatisfy { pack in
      guard ids.contains(pack.id) else { return false }
      let status = try fileSystem.status(at: layout.pack(pack.id), followingLinks: true)
      return status.map { UInt64(clamping: $0.size) } == pack.bytes
    }
  }

  /// Adds the rows of a pack that is sound, and says whether it is.
  private func add(_ pack: PendingPack, to rows: inout PackedRows) throws -> Bool {
    do {
      let file = try File(layout.pack(pack.id), .read, in: fileSystem)
      if pack.boot == BootID.current() {
        let table = try PackTable(reading: file, objectBytesMax: limits.objectBytesMax)
        guard table.entry.id == pack.id else { return false }
        try rows.add(table, of: file, decoder: decoder)
        return true
      }
      let scan = try PackScan(
        file, ScanRules(decoder: decoder, objectBytesMax: limits.objectBytesMax))
      guard scan.table.entry.id == pack.id else { return false }
      guard let damage = try scan.firstDamage() else {
        try rows.add(scan.table, of: file, decoder: decoder)
        return true
      }
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
