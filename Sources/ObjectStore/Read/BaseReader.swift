// The bytes that deltas are made on. A base is a chunk with a copy that is no delta itself: so there is
// no chain to follow, and no circle.
import FileIO
import Objects

extension ObjectStore {
  /// A copy that is no delta, in a pack that is there, or nil.
  func locateWhole(_ chunk: Digest) throws -> ObjectLocation? {
    try snapshot().copy(of: ObjectKey(kind: .chunk, digest: chunk)) {
      try !$0.row.isDelta && packFiles.isThere($0.pack)
    }
  }

  /// The bases of a delta.
  func baseIDs(of location: ObjectLocation) throws -> [Digest] {
    if let known = baseLists.withLock({ $0[location.pack.id] }) {
      return known.ids(of: location.row)
    }
    guard let file = try packFiles.file(location.pack) else { return [] }
    let table = try PackTable(reading: file, objectBytesMax: limits.objectBytesMax)
    baseLists.withLock { lists in
      if lists.count >= Self.baseListsMax { lists.removeAll() }
      lists[location.pack.id] = table.bases
    }
    return table.bases.ids(of: location.row)
  }

  /// The bytes of bases back to back, each checked against its id; nil when one cannot be had.
  func baseBytes(_ ids: [Digest]) throws -> [UInt8]? {
    var all: [UInt8] = []
    for id in ids {
      guard let bytes = try wholeBytes(id), all.count + bytes.count <= limits.objectBytesMax else {
        return nil
      }
      if ids.count == 1 { return bytes }
      all += bytes
    }
    return ids.isEmpty ? nil : all
  }

  /// A chunk's bytes, checked, from any copy that is no delta.
  private func wholeBytes(_ chunk: Digest) throws -> [UInt8]? {
    var found: [UInt8]?
    let key = ObjectKey(kind: .chunk, digest: chunk)
    _ = try snapshot().copy(of: key) { location in
      guard !location.row.isDelta else { return false }
      do {
        found = try bytes(at: location)
        return found != nil
      } catch is StoreError {
        return false
      }
    }
    return found
  }
}

/// Reads bases into a buffer that it uses again. They are not hashed: what is decoded with them is.
/// One thread at a time.
final class BaseReader {
  private let store: ObjectStore
  private var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var stored = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// What is in `bytes`.
  private var ids: [Digest] = []
  private var count = 0

  init(_ store: ObjectStore) { self.store = store }

  deinit {
    bytes.deallocate()
    stored.deallocate()
  }

  /// The bases of a delta back to back, valid until the next call; nil when they cannot be had this way.
  func read(_ location: ObjectLocation) throws -> UnsafeRawBufferPointer? {
    let wanted = try store.baseIDs(of: location)
    if !wanted.isEmpty, wanted == ids { return UnsafeRawBufferPointer(rebasing: bytes[..<count]) }
    ids = []
    count = 0
    guard !wanted.isEmpty else { return nil }
    var places: [ObjectLocation] = []
    for id in wanted {
      guard let place = try store.locateWhole(id) else { return nil }
      try store.check(place)
      places.append(place)
      count += Int(place.row.raw)
      guard count <= store.limits.objectBytesMax else { return nil }
    }
    grow(&bytes, count)
    var start = 0
    for place in places {
      let end = start + Int(place.row.raw)
      guard try fill(place, UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end])) else {
        return nil
      }
      start = end
    }
    ids = wanted
    return UnsafeRawBufferPointer(rebasing: bytes[..<count])
  }

  private func fill(
    _ place: ObjectLocation, _ output: UnsafeMutableRawBufferPointer
  ) throws -> Bool {
    let row = place.row
    if row.inner == 0,
      !store.frames.contains(FrameCache.Key(pack: place.pack.id, offset: row.offset)),
      let file = try store.packFiles.file(place.pack)
    {
      grow(&stored, Int(row.stored))
      let payload = UnsafeMutableRawBufferPointer(rebasing: stored[..<Int(row.stored)])
      guard try file.read(into: payload, at: Int64(row.offset)) == payload.count else {
        return false
      }
      if (try? store.decoder.decode(
        UnsafeRawBufferPointer(payload), encoding: row.encoding, into: output)) == true
      {
        return true
      }
    }
    // One of several objects of a frame, whose neighbours are wanted next.
    guard let found = try? store.unverified(place), found.count == output.count else {
      return false
    }
    output.copyBytes(from: found)
    return true
  }

  private func grow(_ buffer: inout UnsafeMutableRawBufferPointer, _ count: Int) {
    guard buffer.count < count else { return }
    buffer.deallocate()
    buffer = .allocate(byteCount: count, alignment: 64)
  }
}
