// Which way of coding a plane of differences is best, by trying each on a piece of it.
//
// A plane that is nearly all zeros is best left to a search for repetition, one of small numbers to an
// entropy coder, and noise is not worth decoding.
import CZstd

/// Codes the planes of differences. One thread at a time.
final class PlaneCoder {
  private let entropy: EntropyCoder
  private let search: OpaquePointer
  /// Bytes of a plane that each way is tried on.
  private static let sampleBytes = 16 << 10
  /// The fastest level with a search of its own; higher ones find no more in such planes.
  private static let level: Int32 = 1

  init() throws(StoreError) {
    entropy = try EntropyCoder()
    guard let search = ZSTD_createCCtx() else { throw .compression("zstd has no memory") }
    self.search = search
    _ = ZSTD_CCtx_setParameter(search, ZSTD_c_compressionLevel, Self.level)
  }

  deinit { ZSTD_freeCCtx(search) }

  /// Room that `encode` needs for a plane of `count` bytes.
  static func bound(_ count: Int) -> Int { EntropyCoder.bound(count) }

  /// Writes the coded plane to `output`, which has room for it, and returns how and how long it is.
  func encode(
    _ plane: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (method: PlaneMethod, length: Int) {
    let method = choose(plane, output)
    let length =
      switch method {
      case .stored: nil as Int?
      case .zstd: searched(plane, into: output)
      case .entropy: entropy.encode(plane, into: output)
      }
    // The entropy coder of another version of the library may be none.
    if let length, length < plane.count - plane.count / 64 {
      return (method == .entropy ? entropy.method : .zstd, length)
    }
    output.copyMemory(from: plane)
    return (.stored, plane.count)
  }

  private func choose(
    _ plane: UnsafeRawBufferPointer, _ room: UnsafeMutableRawBufferPointer
  ) -> PlaneMethod {
    let count = min(plane.count, Self.sampleBytes)
    let start = (plane.count - count) / 2
    let sample = UnsafeRawBufferPointer(rebasing: plane[start..<start + count])
    let byEntropy = entropy.encode(sample, into: room) ?? count
    // What is noise to the one is noise to the other.
    if byEntropy > count - count / 64 { return .stored }
    let bySearch = searched(sample, into: room) ?? count
    // A search is slower on both ways.
    return bySearch < byEntropy - byEntropy / 32 ? .zstd : .entropy
  }

  private func searched(
    _ plane: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let count = ZSTD_compress2(
      search, output.baseAddress, output.count, plane.baseAddress, plane.count)
    return ZSTD_isError(count) == 0 ? count : nil
  }
}
