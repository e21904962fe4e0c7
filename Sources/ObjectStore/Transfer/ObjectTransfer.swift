// From one store to another: what the other lacks, as it is stored.
import FileIO
import Objects
import SystemPackage

/// What a transfer did.
public struct TransferStatistics: Sendable, Equatable {
  /// Objects that were copied.
  public var objects = 0
  /// Their bytes as stored.
  public var storedBytes: UInt64 = 0
  /// Objects that were there.
  public var known = 0
  /// Packs that were made.
  public var packs = 0

  public init() {}
}

/// Copies objects of one store into new packs of another. Each is decoded and compared with its id before it
/// is sent. One thread uses it.
///
/// Payloads are copied as they are. Of a payload that holds more than what is missing no more bytes are sent
/// than the missing objects have. A delta is copied when its bases are in the other store, whole; otherwise
/// the object itself is.
///
/// A pack gets its name as soon as it is full. The same objects in the same order make the same packs, so a
/// transfer that was stopped goes on where it was, as far as the other side can tell by the name.
public final class ObjectTransfer {
  public private(set) var statistics = TransferStatistics()
  /// The packs that were made.
  public private(set) var made: Set<Digest> = []

  private let source: ObjectStore
  private let writer: StoreWriter
  private let progress: (TransferStatistics) -> Void
  private var destination: ObjectStore { writer.store }
  private var data: PackWriter?
  private var metadata: PackWriter?
  /// Sealed, and named by no segment yet.
  private var packs: [PendingPack] = []
  /// Objects whose only copies are deltas: their bases go first.
  private var deltas: [ObjectKey] = []
  /// Objects that share a payload.
  private var run: [ObjectLocation] = []
  /// Where the last payload ended in its pack.
  private var runEnd: (pack: Digest, offset: UInt64)?

  /// - Parameters:
  ///   - writer: writes into the other store.
  ///   - progress: called when more has been copied.
  public init(
    from source: ObjectStore, to writer: StoreWriter,
    progress: @escaping (TransferStatistics) -> Void = { _ in }
  ) throws {
    self.source = source
    self.writer = writer
    self.progress = progress
    try writer.begin()
  }

  /// Copies an object unless it is there. No object may be given twice.
  ///
  /// Errors: `object-missing`, `object-corrupt`, and those of writing.
  public func add(_ key: ObjectKey) throws {
    try Interruption.check()
    if try destination.reliable(key) != nil {
      statistics.known += 1
      return
    }
    guard let location = try source.locate(key) else {
      try flush()
      try append(source.read(key.kind, key.digest), as: key)
      return
    }
    if location.row.isDelta {
      deltas.append(key)
      return
    }
    try extend(location)
  }

  /// Publishes what was copied. After this the other store finds it.
  public func finish() throws {
    try publish()
    let waiting = deltas
    deltas = []
    for key in waiting {
      try Interruption.check()
      guard let location = try source.locate(key), location.row.isDelta, try hasBases(location)
      else {
        try flush()
        try append(source.read(key.kind, key.digest), as: key)
        continue
      }
      try extend(location)
    }
    if !waiting.isEmpty { try publish() }
  }

  /// Deletes what has no name yet. What has one is found again by the next transfer, or collected.
  public func discard() {
    for path in [data?.path, metadata?.path].compactMap(\.self) {
      try? destination.fileSystem.unlink(path)
    }
    data = nil
    metadata = nil
    writer.discard()
  }

  // MARK: - Payloads

  private func extend(_ location: ObjectLocation) throws {
    if let last = run.last, last.pack.id != location.pack.id || !last.sharesPayload(location) {
      try flush()
    }
    run.append(location)
  }

  /// Copies the payload of the objects that wait.
  private func flush() throws {
    guard let first = run.first else { return }
    let locations = run
    run = []
    let rows = locations.map(\.row)
    let rawBytes = rows.reduce(0) { $0 + Int($1.raw) }
    guard first.row.encoding == Encoding.raw.rawValue || Int(first.row.stored) <= rawBytes,
      let file = try source.packFiles.file(first.pack)
    else {
      for row in rows { try append(source.read(row.kind, row.id), as: row.key) }
      return
    }
    let bases = first.row.isDelta ? try source.baseIDs(of: first) : []
    let scanned = try PackScan.scan(
      rows[...], in: file, try baseList(first, bases), source.scanRules)
    guard scanned.damage.isEmpty else {
      // Another copy may be sound; if none is, this says what is wrong.
      for row in rows { try append(source.read(row.kind, row.id), as: row.key) }
      return
    }
    let isMetadata = first.row.kind != .chunk
    let pack = try pack(isMetadata: isMetadata, adding: scanned.stored.count)
    // A run of a large file keeps its place modulo the block size, so that extents can be shared.
    if first.row.encoding == Encoding.raw.rawValue, first.row.stored >= 64 << 10,
      runEnd?.pack != first.pack.id || runEnd?.offset != first.row.offset
    {
      pack.align(to: first.row.offset)
    }
    runEnd = (first.pack.id, first.row.offset + UInt64(first.row.stored))
    let offset = try scanned.stored.withUnsafeBytes { try pack.append($0) }
    for row in rows {
      var row = row
      row.offset = offset
      row.pack = 0
      pack.add(row, bases: bases)
    }
    count(rows.count, scanned.stored.count)
  }

  /// The list in which the row's own number leads to the bases.
  private func baseList(_ location: ObjectLocation, _ bases: [Digest]) throws -> BaseList {
    guard location.row.base > 0 else { return BaseList() }
    let zeros = [Digest](repeating: .zero, count: Int(location.row.base) - 1)
    return BaseList(zeros + bases)
  }

  /// Stores an object as it is.
  private func append(_ bytes: [UInt8], as key: ObjectKey) throws {
    let isMetadata = key.kind != .chunk
    let encoded = isMetadata ? Zlib.encode(bytes) : nil
    let payload = encoded ?? bytes
    let pack = try pack(isMetadata: isMetadata, adding: payload.count)
    let offset = try payload.withUnsafeBytes { try pack.append($0) }
    pack.add(
      ObjectRow(
        id: key.digest, offset: offset, stored: UInt32(payload.count), raw: UInt32(bytes.count),
        inner: 0, base: 0, pack: 0, kind: key.kind,
        encoding: (encoded == nil ? Encoding.raw : .zlib).rawValue))
    count(1, payload.count)
  }

  private func count(_ objects: Int, _ bytes: Int) {
    statistics.objects += objects
    statistics.storedBytes += UInt64(bytes)
    progress(statistics)
  }

  /// Whether all that a delta needs is in the other store, whole.
  private func hasBases(_ location: ObjectLocation) throws -> Bool {
    let bases = try source.baseIDs(of: location)
    let condemned = destination.condemned
    return try !bases.isEmpty
      && bases.allSatisfy { base in
        guard let found = try destination.locateWhole(base) else { return false }
        return !condemned.contains(found.pack.id)
      }
  }

  // MARK: - Packs

  private func pack(isMetadata: Bool, adding bytes: Int) throws -> PackWriter {
    if let open = isMetadata ? metadata : data {
      if !open.isFull(adding: bytes) { return open }
      try close(isMetadata: isMetadata)
    }
    let new = try destination.makePackWriter(isMetadata: isMetadata)
    if isMetadata { metadata = new } else { data = new }
    return new
  }

  private func close(isMetadata: Bool) throws {
    guard let open = isMetadata ? metadata : data else { return }
    let sealed = try open.seal()
    if isMetadata { metadata = nil } else { data = nil }
    do {
      let id = try PackNaming(store: destination).name(sealed)
      packs.append(PendingPack(id: id, boot: BootID.current()))
      made.insert(id)
    } catch {
      try? destination.fileSystem.unlink(sealed.temporary)
      throw error
    }
    statistics.packs += 1
    Failpoint.hit("transfer-pack")
  }

  private func publish() throws {
    try flush()
    try close(isMetadata: false)
    try close(isMetadata: true)
    guard !packs.isEmpty || writer.declaresAbsent else { return }
    try writer.publish(pending: packs)
    packs = []
    Failpoint.hit("transfer-published")
  }
}

extension ObjectLocation {
  /// Whether both are objects of one payload of one pack.
  fileprivate func sharesPayload(_ other: ObjectLocation) -> Bool {
    row.offset == other.row.offset && row.stored == other.row.stored
      && row.encoding == other.row.encoding && row.base == other.row.base
  }
}
