// The frames that were decoded last: neighbours of one object are often asked for next.
import FileIO
import Objects

/// A few decoded frames, bounded in bytes. Threads may share it.
final class FrameCache: Sendable {
  /// Where a frame is.
  struct Key: Hashable {
    var pack: Digest
    var offset: UInt64
  }

  private struct State {
    /// The one used last at the end. Few enough to be searched.
    var frames: [(key: Key, bytes: [UInt8])] = []
    var bytes = 0
  }

  private let bytesMax: Int
  private let state = Locked(State())

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  func frame(_ key: Key) -> [UInt8]? {
    state.withLock { state in
      guard let index = state.frames.lastIndex(where: { $0.key == key }) else { return nil }
      let found = state.frames.remove(at: index)
      state.frames.append(found)
      return found.bytes
    }
  }

  func contains(_ key: Key) -> Bool {
    state.withLock { state in state.frames.contains { $0.key == key } }
  }

  func insert(_ bytes: [UInt8], _ key: Key) {
    guard bytes.count <= bytesMax else { return }
    state.withLock { state in
      if state.frames.contains(where: { $0.key == key }) { return }
      state.frames.append((key, bytes))
      state.bytes += bytes.count
      // Tiny frames are bounded in number, so that the search stays short.
      while state.bytes > bytesMax || state.frames.count > 256 {
        state.bytes -= state.frames.removeFirst().bytes.count
      }
    }
  }
}
