// What a way of storing would save, from small pieces of chunks.
import FileFormats
import FileIO
import Objects

/// Tries encodings on pieces. Pieces are kept for the next question. One thread at a time.
public final class RepackSampler {
  private let store: ObjectStore
  private let differences: DifferenceEncoder
  private let prefixed: PrefixEncoder
  private let harder: PrefixEncoder
  private var room: [UInt8] = []
  private var pieces: [Piece: [UInt8]] = [:]

  private struct Piece: Hashable {
    var chunk: Digest
    var start: Int
    var count: Int
  }

  /// Bytes of a piece of numbers.
  private static let pieceBytes = 64 << 10
  private static let piecesMax = 768

  /// Tries on chunks of a store.
  public init(_ store: ObjectStore) throws {
    self.store = store
    differences = try DifferenceEncoder()
    prefixed = try PrefixEncoder(level: RepackEncoder.prefixLevel)
    harder = try PrefixEncoder(level: RepackEncoder.frameLevel)
  }

  /// Stored over raw bytes of a chunk as differences to a base; nil when either cannot be had, or it does
  /// not shrink.
  ///
  /// - Parameter rawBytes: of the chunk.
  public func difference(
    _ chunk: Digest, rawBytes: Int, _ type: TensorType, base: Digest
  ) throws -> Double? {
    guard let width = FloatLayout(type)?.width else { return nil }
    let count = min(rawBytes, Self.pieceBytes) & ~7
    let start = (rawBytes - count) / 2 & ~7
    guard count > 0, let raw = try piece(Piece(chunk: chunk, start: start, count: count)),
      let other = try piece(Piece(chunk: base, start: start, count: count)),
      let made = encode(raw, other, { differences.encode($0, base: $1, width, into: $2) })
    else { return nil }
    return Double(made) / Double(raw.count)
  }

  /// Stored over raw bytes of chunks with others as a prefix; nil when one cannot be had.
  public func prefix(_ chunks: [Digest], _ bases: [Digest]) throws -> Double? {
    guard let raw = try bytes(of: chunks), let base = try bytes(of: bases), !raw.isEmpty,
      let made = encode(raw, base, { prefixed.encode($0, prefix: $1, into: $2) })
    else { return nil }
    return Double(made) / Double(raw.count)
  }

  /// Stored over raw bytes of chunks that are compressed harder; nil when one cannot be had.
  public func frame(_ chunks: [Digest]) throws -> Double? {
    guard let raw = try bytes(of: chunks), !raw.isEmpty,
      let made = encode(raw, [], { harder.encode($0, prefix: $1, into: $2) })
    else { return nil }
    return Double(made) / Double(raw.count)
  }

  /// Forgets all pieces.
  public func forget() { pieces.removeAll() }

  // MARK: - Inside

  private func encode(
    _ raw: [UInt8], _ base: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Int?
  ) -> Int? {
    let bound = max(DifferenceEncoder.bound(raw.count), PrefixEncoder.bound(raw.count))
    if room.count < bound { room = [UInt8](repeating: 0, count: bound) }
    return raw.withUnsafeBytes { raw in
      base.withUnsafeBytes { base in
        room.withUnsafeMutableBytes { body(raw, base, $0) }
      }
    }
  }

  private func piece(_ piece: Piece) throws -> [UInt8]? {
    if let known = pieces[piece] { return known }
    try Interruption.check()
    guard let bytes = try? store.read(.chunk, piece.chunk) else { return nil }
    // A base may be shorter.
    let start = min(piece.start, bytes.count)
    let found = Array(bytes[start..<min(start + piece.count, bytes.count)])
    if pieces.count >= Self.piecesMax { pieces.removeAll() }
    pieces[piece] = found
    return found
  }

  private func bytes(of chunks: [Digest]) throws -> [UInt8]? {
    var all: [UInt8] = []
    for chunk in chunks {
      try Interruption.check()
      guard let bytes = try? store.read(.chunk, chunk) else { return nil }
      all += bytes
    }
    return all
  }
}
