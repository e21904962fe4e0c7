// From a piece to its bytes: read, decode, hash every chunk. One reader a thread.
import FileIO
import Objects

/// Reads pieces into buffers that it uses again.
final class PieceReader {
  private let store: ObjectStore
  private var stored: UnsafeMutableRawBufferPointer
  private var raw: UnsafeMutableRawBufferPointer
  private let bases: BaseReader

  init(_ store: ObjectStore) {
    self.store = store
    bases = BaseReader(store)
    stored = .allocate(byteCount: 0, alignment: 64)
    raw = .allocate(byteCount: 0, alignment: 64)
  }

  deinit {
    stored.deallocate()
    raw.deallocate()
  }

  /// The verified bytes of a piece; valid until the next call.
  func read(_ piece: BlobPiece) throws -> UnsafeRawBufferPointer {
    try Interruption.check()
    do {
      if let bytes = try readFast(piece) { return bytes }
    } catch is StoreError {
      // A copy is damaged or its pack is gone: chunk by chunk finds others, or says what is lost.
    }
    return try readChunks(piece)
  }

  private func readFast(_ piece: BlobPiece) throws -> UnsafeRawBufferPointer? {
    guard let pack = piece.pack else { return nil }
    for part in piece.parts {
      try store.check(ObjectLocation(pack: pack, row: part.row))
    }
    guard let file = try store.packFiles.file(pack) else { return nil }
    let range = piece.storedRange
    Self.grow(&stored, range.count)
    let buffer = UnsafeMutableRawBufferPointer(rebasing: stored[0..<range.count])
    guard try file.read(into: buffer, at: Int64(range.lowerBound)) == range.count else {
      return nil
    }
    let bytes = UnsafeRawBufferPointer(buffer)
    let decoded = piece.isRaw ? bytes : try decode(piece, bytes)
    guard let decoded, decoded.count == piece.rawCount else { return nil }
    return Self.isVerified(piece, decoded) ? decoded : nil
  }

  private static func isVerified(_ piece: BlobPiece, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var chunks: [UnsafeRawBufferPointer] = []
    for part in piece.parts {
      let end = part.rawStart + Int(part.row.raw)
      guard end <= bytes.count else { return false }
      chunks.append(UnsafeRawBufferPointer(rebasing: bytes[part.rawStart..<end]))
    }
    return zip(PairedSHA256.hash(chunks), piece.parts).allSatisfy { $0 == $1.row.id }
  }

  /// Decodes each payload once, straight into its place where the piece wants all of it; nil when one
  /// does not decode.
  private func decode(
    _ piece: BlobPiece, _ bytes: UnsafeRawBufferPointer
  ) throws -> UnsafeRawBufferPointer? {
    Self.grow(&raw, piece.rawCount)
    let start = piece.storedRange.lowerBound
    var next = 0
    while next < piece.parts.count {
      let first = piece.parts[next]
      let parts = Self.payloadParts(piece.parts[next...])
      next = parts.endIndex
      let count = parts.reduce(0) { $0 + Int($1.row.raw) }
      guard first.rawStart + count <= piece.rawCount else { return nil }
      let target = UnsafeMutableRawBufferPointer(
        rebasing: raw[first.rawStart..<first.rawStart + count])
      let at = Int(first.row.offset - start)
      let payload = UnsafeRawBufferPointer(rebasing: bytes[at..<at + Int(first.row.stored)])
      let encoding = first.row.encoding
      let base = try first.row.isDelta ? base(of: first.row, piece) : nil
      if Self.followEachOther(parts),
        let isDone = try? store.decoder.decode(
          payload, encoding: encoding, base: base, into: target), isDone
      {
        continue
      }
      guard
        let decoded = try? store.decoder.decode(
          payload, encoding: encoding, base: base,
          atLeast: parts.reduce(0) { max($0, $1.row.innerEnd) },
          atMost: store.limits.objectBytesMax)
      else { return nil }
      Self.copy(parts, of: decoded, into: target)
    }
    return UnsafeRawBufferPointer(rebasing: raw[0..<piece.rawCount])
  }

  /// What a delta is made on; nil when it cannot be had.
  private func base(of row: ObjectRow, _ piece: BlobPiece) throws -> UnsafeRawBufferPointer? {
    guard let pack = piece.pack else { return nil }
    return try bases.read(ObjectLocation(pack: pack, row: row))
  }

  /// The parts from the first one on that lie in the same payload.
  private static func payloadParts(
    _ parts: ArraySlice<BlobPiece.Part>
  ) -> ArraySlice<BlobPiece.Part> {
    guard let first = parts.first else { return parts }
    return parts.prefix { $0.row.sharesPayload(with: first.row) }
  }

  /// Whether the parts are the payload's chunks from the first one on, in their order.
  private static func followEachOther(_ parts: ArraySlice<BlobPiece.Part>) -> Bool {
    var position = 0
    for part in parts {
      guard Int(part.row.inner) == position else { return false }
      position += Int(part.row.raw)
    }
    return true
  }

  private static func copy(
    _ parts: ArraySlice<BlobPiece.Part>, of payload: [UInt8],
    into target: UnsafeMutableRawBufferPointer
  ) {
    var position = 0
    payload.withUnsafeBytes { payload in
      for part in parts {
        let chunk = payload[Int(part.row.inner)..<part.row.innerEnd]
        UnsafeMutableRawBufferPointer(rebasing: target[position...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk))
        position += Int(part.row.raw)
      }
    }
  }

  private func readChunks(_ piece: BlobPiece) throws -> UnsafeRawBufferPointer {
    Self.grow(&raw, piece.rawCount)
    for part in piece.parts {
      let bytes = try store.read(.chunk, part.row.id)
      guard part.rawStart + bytes.count <= piece.rawCount else {
        throw StoreError.corrupt(
          part.row.key, path: store.layout.packs.string, offset: part.row.offset,
          reason: "its length differs from its recipe's")
      }
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: raw[part.rawStart...]).copyMemory(from: $0)
      }
    }
    return UnsafeRawBufferPointer(rebasing: raw[0..<piece.rawCount])
  }

  private static func grow(_ buffer: inout UnsafeMutableRawBufferPointer, _ count: Int) {
    guard buffer.count < count else { return }
    buffer.deallocate()
    buffer = .allocate(byteCount: count, alignment: 64)
  }
}
