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

  /// Decodes each payload once, into its place where it is one chunk; nil when one does not decode.
  private func decode(
    _ piece: BlobPiece, _ bytes: UnsafeRawBufferPointer
  ) throws -> UnsafeRawBufferPointer? {
    Self.grow(&raw, piece.rawCount)
    let start = piece.storedRange.lowerBound
    var frame: [UInt8] = []
    var frameRow: ObjectRow?
    for part in piece.parts {
      let row = part.row
      guard part.rawStart + Int(row.raw) <= piece.rawCount else { return nil }
      let target = UnsafeMutableRawBufferPointer(
        rebasing: raw[part.rawStart..<part.rawStart + Int(row.raw)])
      if frameRow.map({ !$0.sharesPayload(with: row) }) ?? true {
        let at = Int(row.offset - start)
        let payload = UnsafeRawBufferPointer(rebasing: bytes[at..<at + Int(row.stored)])
        let base = try row.isDelta ? base(of: row, piece) : nil
        if row.inner == 0,
          let isDone = try? store.decoder.decode(
            payload, encoding: row.encoding, base: base, into: target), isDone
        {
          continue
        }
        guard
          let decoded = try? store.decoder.decode(
            payload, encoding: row.encoding, base: base, atLeast: row.innerEnd,
            atMost: store.limits.objectBytesMax)
        else { return nil }
        frame = decoded
        frameRow = row
      }
      guard row.innerEnd <= frame.count else { return nil }
      frame.withUnsafeBytes {
        target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[Int(row.inner)..<row.innerEnd]))
      }
    }
    return UnsafeRawBufferPointer(rebasing: raw[0..<piece.rawCount])
  }

  /// What a delta is made on; nil when it cannot be had.
  private func base(of row: ObjectRow, _ piece: BlobPiece) throws -> UnsafeRawBufferPointer? {
    guard let pack = piece.pack else { return nil }
    return try bases.read(ObjectLocation(pack: pack, row: row))
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
