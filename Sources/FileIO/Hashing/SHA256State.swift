// A SHA-256 through the processor's own instructions (FIPS 180-4 says what it computes).
import CLinux
import Objects

/// Eight words, and the bytes that do not make a block yet. Only where `isThere`.
struct SHA256State {
  /// Whether the processor has the instructions.
  static let isThere = clinux_has_sha256() != 0

  /// What is hashed at once.
  static let blockBytes = 64

  private var words: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var tail: [UInt8] = []
  private var count: UInt64 = 0

  /// Adds bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let rest = fill(bytes)
    addBlocks(rest, rest.count / Self.blockBytes)
    tail.append(contentsOf: rest[(rest.count / Self.blockBytes * Self.blockBytes)...])
  }

  /// Adds bytes to this one and to another, both at once as far as their blocks go.
  mutating func update(
    _ bytes: UnsafeRawBufferPointer, with other: inout SHA256State,
    _ otherBytes: UnsafeRawBufferPointer
  ) {
    let mine = fill(bytes)
    let others = other.fill(otherBytes)
    let blocks = min(mine.count, others.count) / Self.blockBytes
    if blocks > 0, let first = mine.baseAddress, let second = others.baseAddress {
      clinux_sha256_pair(&words, first, &other.words, second, blocks)
    }
    let done = blocks * Self.blockBytes
    addRest(UnsafeRawBufferPointer(rebasing: mine[done...]))
    other.addRest(UnsafeRawBufferPointer(rebasing: others[done...]))
  }

  /// The digest of all bytes so far; more may follow.
  func finalize() -> Digest {
    var copy = self
    let padding = (119 - Int(count % 64)) % 64 + 1
    var last = [UInt8](repeating: 0, count: padding)
    last[0] = 0x80
    withUnsafeBytes(of: (count << 3).bigEndian) { last += $0 }
    last.withUnsafeBytes { copy.update($0) }
    let big = copy.words.map(\.bigEndian)
    return big.withUnsafeBytes { Digest(raw: $0) }
  }

  /// Completes the block that was begun, and returns the bytes that are left: from the beginning of a
  /// block on, or none.
  private mutating func fill(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    count &+= UInt64(bytes.count)
    guard !tail.isEmpty else { return bytes }
    let taken = min(Self.blockBytes - tail.count, bytes.count)
    tail.append(contentsOf: bytes[..<taken])
    if tail.count == Self.blockBytes {
      clinux_sha256(&words, tail, 1)
      tail.removeAll(keepingCapacity: true)
    }
    return UnsafeRawBufferPointer(rebasing: bytes[taken...])
  }

  private mutating func addRest(_ bytes: UnsafeRawBufferPointer) {
    let blocks = bytes.count / Self.blockBytes
    addBlocks(bytes, blocks)
    tail.append(contentsOf: bytes[(blocks * Self.blockBytes)...])
  }

  private mutating func addBlocks(_ bytes: UnsafeRawBufferPointer, _ blocks: Int) {
    guard blocks > 0, let start = bytes.baseAddress else { return }
    clinux_sha256(&words, start, blocks)
  }
}
