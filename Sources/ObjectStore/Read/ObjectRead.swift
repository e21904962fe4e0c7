// Reading one object: find a copy, read its payload, decode, compare with the id.
import FileIO
import Objects
import SystemPackage

extension ObjectStore {
  /// Whether the object is stored, in a pack that is there.
  public func contains(_ key: ObjectKey) -> Bool {
    (try? locate(key)) != nil
  }

  /// The same for those to whom a wrong no would lose something: a disk that does not answer is an error.
  public func isStored(_ key: ObjectKey) throws -> Bool { try locate(key) != nil }

  /// The object's bytes, checked against its id.
  ///
  /// Errors: `StoreError.missing`, `.absent`, `.corrupt`, `.unsupported`; a `FileError` for a pack that
  /// may not be read.
  public func read(_ kind: StoredKind, _ digest: Digest) throws -> [UInt8] {
    let key = ObjectKey(kind: kind, digest: digest)
    var snapshot = try snapshot()
    while true {
      let attempt = try attempt(key, snapshot)
      if let bytes = attempt.bytes { return bytes }
      if let newer = try self.snapshot(newerThan: snapshot) {
        snapshot = newer
        continue
      }
      if let failure = attempt.failure { throw failure }
      if let absence = try snapshot.absence(of: key) { throw StoreError.absent(key, absence) }
      throw StoreError.missing(key, pack: attempt.loss)
    }
  }

  /// Why the object is not here; nil when it is, or when nothing is known of it.
  public func absence(of key: ObjectKey) -> Absence? {
    guard !contains(key) else { return nil }
    return try? snapshot().absence(of: key)
  }

  /// A copy in a pack that is there, or nil.
  func locate(_ key: ObjectKey) throws -> ObjectLocation? {
    try snapshot().copy(of: key) { try packFiles.isThere($0.pack) }
  }

  /// What came of trying every copy.
  private struct Attempt {
    var bytes: [UInt8]?
    var failure: (any Error)?
    var loss: PackLoss?
  }

  private func attempt(_ key: ObjectKey, _ snapshot: StoreSnapshot) throws -> Attempt {
    var attempt = Attempt()
    _ = try snapshot.copy(of: key) { location in
      do {
        guard let bytes = try bytes(at: location) else {
          attempt.loss = try attempt.loss ?? packFiles.loss(of: location.pack)
          return false
        }
        attempt.bytes = bytes
        return true
      } catch FileError.interrupted {
        throw FileError.interrupted
      } catch {
        attempt.failure = attempt.failure ?? error
        return false
      }
    }
    return attempt
  }

  /// The object's bytes, checked; nil when the pack is gone.
  func bytes(at location: ObjectLocation) throws -> [UInt8]? {
    let row = location.row
    let found: [UInt8]?
    do {
      found = try unverified(location)
    } catch let error as StoreError {
      throw error
    } catch let error as PayloadError {
      if case .unknownEncoding(let code) = error {
        throw StoreError.unsupported(
          path: layout.pack(location.pack.id).string, what: "encoding \(code)")
      }
      throw damage(location, error.reason)
    } catch FileError.io(let path, let operation, let errno) {
      // A bad place of the disk, or a file that ends early. Any other refusal says nothing of bytes.
      let error = FileError.io(path, operation: operation, errno: errno)
      throw damage(location, error.description)
    }
    guard let found else { return nil }
    guard SHA256Hasher.hash(found) == row.id else {
      throw damage(location, "its bytes do not match its id")
    }
    return found
  }

  /// What is wrong with a copy: damage, unless the whole pack is of a version that is not known here.
  private func damage(_ location: ObjectLocation, _ reason: String) -> StoreError {
    if let file = try? packFiles.file(location.pack) {
      do {
        _ = try PackTable(reading: file, objectBytesMax: limits.objectBytesMax)
      } catch let error as StoreError {
        if case .unsupported = error { return error }
      } catch {}
    }
    return corrupt(location, reason)
  }

  /// What became of the pack that should hold an object; nil when no segment names one.
  func packLoss(of key: ObjectKey) throws -> PackLoss? {
    var found: PackLoss?
    _ = try snapshot().copy(of: key) { location in
      found = try found ?? packFiles.loss(of: location.pack)
      return false
    }
    return found
  }

  func corrupt(_ location: ObjectLocation, _ reason: String) -> StoreError {
    .corrupt(
      location.row.key, path: layout.pack(location.pack.id).string, offset: location.row.offset,
      reason: reason)
  }

  /// The object's bytes as its payload has them, not hashed; nil when the pack is gone.
  func unverified(_ location: ObjectLocation) throws -> [UInt8]? {
    let row = location.row
    try check(location)
    guard let file = try packFiles.file(location.pack) else { return nil }
    if row.encoding == Encoding.raw.rawValue {
      return try file.readBytes(at: Int64(row.offset) + Int64(row.inner), count: Int(row.raw))
    }
    let key = FrameCache.Key(pack: location.pack.id, offset: row.offset)
    if let frame = frames.frame(key), frame.count >= row.innerEnd { return slice(frame, row) }
    let stored = try file.readBytes(at: Int64(row.offset), count: Int(row.stored))
    let base = row.isDelta ? try base(of: location) : nil
    let frame = try stored.withUnsafeBytes { stored in
      guard let base else {
        return try decoder.decode(
          stored, encoding: row.encoding, atLeast: row.innerEnd, atMost: limits.objectBytesMax)
      }
      return try base.withUnsafeBytes { base in
        try decoder.decode(
          stored, encoding: row.encoding, base: base, atLeast: row.innerEnd,
          atMost: limits.objectBytesMax)
      }
    }
    if frame.count > Int(row.raw) { frames.insert(frame, key) }
    return slice(frame, row)
  }

  /// The bytes of a delta's bases, checked. An encoding that is not known is told by the decoder.
  private func base(of location: ObjectLocation) throws -> [UInt8]? {
    guard Encoding(rawValue: location.row.encoding) != nil else { return nil }
    let ids = try baseIDs(of: location)
    guard let bytes = try baseBytes(ids) else {
      let names = ids.prefix(3).map(\.hex).joined(separator: ", ")
      throw corrupt(
        location, PayloadError.baseMissing.reason + (ids.isEmpty ? "" : ": \(names)"))
    }
    return bytes
  }

  private func slice(_ frame: [UInt8], _ row: ObjectRow) -> [UInt8] {
    frame.count == Int(row.raw) ? frame : Array(frame[Int(row.inner)..<row.innerEnd])
  }

  /// Checks a row's numbers against its pack's size.
  func check(_ location: ObjectLocation) throws(StoreError) {
    let row = location.row
    let bodyEnd = location.pack.bytes
    let isInside = row.offset <= bodyEnd && UInt64(row.stored) <= bodyEnd - row.offset
    let isRaw = row.encoding == Encoding.raw.rawValue
    guard isInside, row.innerEnd <= limits.objectBytesMax,
      !isRaw || row.innerEnd <= Int(row.stored)
    else { throw corrupt(location, "its place in the pack is wrong") }
  }
}
