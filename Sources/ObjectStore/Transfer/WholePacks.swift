// Packs of which everything is missing on the other side: they go as they are.
import FileIO
import Objects
import SystemPackage

/// Copies packs from one store to another under their own names, two at a time, each object compared with
/// its id before the pack has a name there.
struct WholePacks: Sendable {
  /// Sends a file of this machine under a path of the other store, as a copy. False when it was there.
  typealias Send = @Sendable (_ file: FilePath, _ name: FilePath) throws -> Bool

  let source: ObjectStore
  let destination: ObjectStore
  /// nil where the destination is on this machine.
  let send: Send?
  let tally: TransferTally

  private static let threads = 2
  private static let pieceBytes = 4 << 20

  /// Returns the packs that arrived. One that is damaged or gone is left to who copies objects one by one.
  ///
  /// - Parameter accepts: whether a pack, by its table, is to go whole.
  func run(
    _ packs: [PackEntry], where accepts: @escaping @Sendable (PackTable) throws -> Bool
  ) throws -> [Digest] {
    let arrived = Locked<[Digest]>([])
    try Threads.share(packs.count, grain: 1, threads: Self.threads) { range in
      for index in range {
        try Interruption.check()
        guard let file = try source.packFiles.file(packs[index]) else { continue }
        if try transfer(packs[index], file, accepts) {
          arrived.withLock { $0.append(packs[index].id) }
          Failpoint.transferPack.hit()
        }
      }
    }
    return arrived.withLock { $0.sorted() }
  }

  private func transfer(
    _ entry: PackEntry, _ file: File, _ accepts: (PackTable) throws -> Bool
  ) throws -> Bool {
    let table: PackTable
    do {
      table = try PackTable(reading: file, objectBytesMax: source.limits.objectBytesMax)
    } catch let error as StoreError where error.isLoss {
      return false
    }
    guard table.entry == entry, try accepts(table) else { return false }
    let isNew: Bool
    if let send {
      guard try isSound(table, file, source.scanRules) else { return false }
      isNew = try send(source.layout.pack(entry.id), destination.layout.pack(entry.id))
    } else {
      guard let arrived = try receive(entry, table, file) else { return false }
      isNew = arrived
    }
    let bytes = table.payloadBytes
    tally.count { statistics in
      statistics.packs += 1
      statistics.doneBytes += bytes
      guard isNew else { return }
      statistics.objects += table.rows.count
      statistics.storedBytes += bytes
    }
    return true
  }

  /// Copies a pack here; nil when what came is not the pack.
  private func receive(_ entry: PackEntry, _ table: PackTable, _ file: File) throws -> Bool? {
    let fileSystem = destination.fileSystem
    let path = destination.layout.temporary.entry(TemporaryName.make(prefix: "pack"))
    let copy = try File(path, .create, in: fileSystem, permissions: 0o444)
    do {
      copy.reserve(Int64(clamping: entry.bytes))
      var offset: Int64 = 0
      while offset < Int64(clamping: entry.bytes) {
        try Interruption.check()
        let piece = try file.readBytes(
          at: offset, count: Int(min(Int64(Self.pieceBytes), Int64(entry.bytes) - offset)))
        try copy.write(piece, at: offset)
        copy.startWriteback(at: offset, count: Int64(piece.count))
        offset += Int64(piece.count)
      }
      let arrived = try PackTable(reading: copy, objectBytesMax: destination.limits.objectBytesMax)
      guard arrived.entry == entry, try isSound(arrived, copy, source.scanRules) else {
        try? fileSystem.unlink(path)
        return nil
      }
      _ = try PackNaming(store: destination).name(
        SealedPack(
          id: entry.id, temporary: path, bytes: entry.bytes,
          isMetadata: entry.isMetadata))
      return true
    } catch {
      try? fileSystem.unlink(path)
      guard let error = error as? StoreError, error.isLoss else { throw error }
      return nil
    }
  }

  private func isSound(_ table: PackTable, _ file: File, _ rules: ScanRules) throws -> Bool {
    let reader = PayloadReader(rules)
    for stretch in PayloadReader.stretches(of: table.rows) {
      try Interruption.check()
      guard try reader.read(table.rows[stretch], in: file, table.bases).damaged.isEmpty else {
        return false
      }
    }
    return true
  }
}

extension PackTable {
  /// Bytes of the payloads, those that objects share once.
  var payloadBytes: UInt64 {
    var bytes: UInt64 = 0
    for (index, row) in rows.enumerated()
    where index == 0 || !row.sharesPayload(with: rows[index - 1]) { bytes += UInt64(row.stored) }
    return bytes
  }
}
