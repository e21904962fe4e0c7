// Small reads of a remote's packs, served from a few larger ones: neighbours are asked for next.
import FileIO

/// Blocks of packs that were read last, bounded in bytes. Threads may share it.
final class ReadAhead: Sendable {
  private struct Key: Hashable {
    var name: String
    var block: UInt64
  }

  private struct State {
    var blocks: [Key: (bytes: [UInt8], lastUse: UInt64)] = [:]
    var uses: UInt64 = 0
  }

  private static let blockBytes: UInt64 = 256 << 10
  private static let blocksMax = 16
  private let state = Locked(State())

  /// Whether a read is worth more than its own bytes.
  static func helps(_ name: String, count: Int) -> Bool {
    count < 32 << 10 && name.hasSuffix(".pack")
  }

  /// Bytes of a file of `size` bytes, which lie inside.
  ///
  /// - Parameter read: reads a block.
  func bytes(
    of name: String, size: UInt64, at offset: UInt64, count: Int,
    _ read: (UInt64, Int) throws(TransportError) -> [UInt8]
  ) throws(TransportError) -> [UInt8] {
    var found: [UInt8] = []
    var position = offset
    while found.count < count {
      let key = Key(name: name, block: position / Self.blockBytes)
      let start = key.block * Self.blockBytes
      let bytes: [UInt8]
      if let known = known(key) {
        bytes = known
      } else {
        bytes = try read(start, Int(min(Self.blockBytes, size - start)))
        keep(bytes, key)
      }
      let first = Int(position - start)
      guard first < bytes.count else { throw .shorter(name) }
      let end = min(bytes.count, first + count - found.count)
      found += bytes[first..<end]
      position += UInt64(end - first)
    }
    return found
  }

  private func known(_ key: Key) -> [UInt8]? {
    state.withLock { state in
      state.uses += 1
      state.blocks[key]?.lastUse = state.uses
      return state.blocks[key]?.bytes
    }
  }

  private func keep(_ bytes: [UInt8], _ key: Key) {
    state.withLock { state in
      if state.blocks.count >= Self.blocksMax,
        let oldest = state.blocks.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
      {
        state.blocks[oldest] = nil
      }
      state.uses += 1
      state.blocks[key] = (bytes, state.uses)
    }
  }
}
