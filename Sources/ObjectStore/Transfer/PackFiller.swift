// New packs of the other store, filled with payloads as they are stored here.
import FileIO
import Objects

/// Puts payloads into packs; a pack gets its name as soon as it is full. One thread at a time.
///
/// The same payloads in the same order make the same packs, so a transfer that was stopped goes on where it
/// was, as far as the other side can tell by the name.
struct PackFiller {
  private let destination: ObjectStore
  private let tally: TransferTally
  private var data: PackWriter?
  private var metadata: PackWriter?
  /// Sealed, and named by no segment yet.
  private(set) var packs: [Digest] = []
  /// Where the last payload ended in its pack.
  private var runEnd: (pack: Digest, offset: UInt64)?

  init(_ destination: ObjectStore, _ tally: TransferTally) {
    self.destination = destination
    self.tally = tally
  }

  /// Puts a payload with the objects that rows name in it.
  ///
  /// - Parameters:
  ///   - pack: where it was.
  ///   - bases: what it needs, when it is a delta.
  mutating func put(
    _ payload: UnsafeRawBufferPointer, _ rows: ArraySlice<ObjectRow>, of pack: Digest,
    bases: [Digest]
  ) throws {
    guard let first = rows.first else { return }
    let writer = try writer(isMetadata: first.kind != .chunk, adding: payload.count)
    // A run of a large file keeps its place modulo the block size, so that extents can be shared.
    if first.encoding == Encoding.raw.rawValue, first.stored >= 64 << 10,
      runEnd?.pack != pack || runEnd?.offset != first.offset
    {
      writer.align(to: first.offset)
    }
    runEnd = (pack, first.offset + UInt64(first.stored))
    let offset = try writer.append(payload)
    for row in rows {
      var row = row
      row.offset = offset
      row.pack = 0
      writer.add(row, bases: bases)
    }
    count(rows.count, payload.count)
  }

  /// Puts an object as it is.
  mutating func put(_ bytes: [UInt8], as key: ObjectKey) throws {
    let encoded = key.kind == .chunk ? nil : Zlib.encode(bytes)
    let payload = encoded ?? bytes
    let writer = try writer(isMetadata: key.kind != .chunk, adding: payload.count)
    let offset = try payload.withUnsafeBytes { try writer.append($0) }
    writer.add(
      ObjectRow(
        id: key.digest, offset: offset, stored: UInt32(payload.count), raw: UInt32(bytes.count),
        inner: 0, base: 0, pack: 0, kind: key.kind,
        encoding: (encoded == nil ? Encoding.raw : .zlib).rawValue))
    count(1, payload.count)
  }

  /// Seals what is open, and returns all packs since the last call.
  mutating func take() throws -> [Digest] {
    try close(isMetadata: false)
    try close(isMetadata: true)
    defer { packs = [] }
    return packs
  }

  /// Deletes what has no name yet.
  mutating func discard() {
    for path in [data?.path, metadata?.path].compactMap(\.self) {
      try? destination.fileSystem.unlink(path)
    }
    data = nil
    metadata = nil
  }

  private func count(_ objects: Int, _ bytes: Int) {
    tally.count { statistics in
      statistics.objects += objects
      statistics.storedBytes += UInt64(bytes)
      statistics.doneBytes += UInt64(bytes)
    }
  }

  private mutating func writer(isMetadata: Bool, adding bytes: Int) throws -> PackWriter {
    if let open = isMetadata ? metadata : data {
      if !open.isFull(adding: bytes) { return open }
      try close(isMetadata: isMetadata)
    }
    let new = try destination.makePackWriter(isMetadata: isMetadata)
    if isMetadata { metadata = new } else { data = new }
    return new
  }

  private mutating func close(isMetadata: Bool) throws {
    guard let open = isMetadata ? metadata : data else { return }
    let sealed = try open.seal()
    if isMetadata { metadata = nil } else { data = nil }
    do {
      packs.append(try PackNaming(store: destination).name(sealed))
    } catch {
      try? destination.fileSystem.unlink(sealed.temporary)
      throw error
    }
    tally.count { $0.packs += 1 }
    Failpoint.transferPack.hit()
  }
}
