/// The values that occur most often: counters in the manner of Misra and Gries ("Finding repeated
/// elements", 1982), thinned out by half when full (Anderson et al., "A high-performance algorithm
/// for identifying frequent items in data streams", 2017).
///
/// As long as there are no more different values than counters, counts are exact. Otherwise a count
/// is too low by at most `error`, and a value that is missing occurs at most `error` times. Values
/// longer than 128 bytes are the same when their first 128 bytes are.
public struct FrequentValues: Sendable {
  /// Different values that are counted exactly.
  public static let capacity = 256
  /// Bytes of a value that are looked at.
  public static let bytesMax = 128
  private static let slotCount = 1_024

  /// How much too low a count may be; 0 while all are exact.
  public private(set) var error: UInt64 = 0
  private var live = 0
  private var hashes: [UInt64] = []
  private var counters: [UInt64] = []
  private var texts: [Range<UInt32>] = []
  private var arena: [UInt8] = []

  /// Counters of nothing.
  public init() {}

  /// Whether every count is exact and no value is missing.
  public var isExact: Bool { error == 0 }

  /// Counts a value.
  ///
  /// - Parameter hash: the stable hash of `value`, which is computed again for a long one.
  @inline(__always)
  mutating func add(_ value: UnsafeRawBufferPointer, hash: UInt64) {
    if value.count <= Self.bytesMax {
      add(value, key: hash | 1, count: 1)
    } else {
      let head = UnsafeRawBufferPointer(rebasing: value[..<Self.bytesMax])
      add(head, key: StableHash.hash(head) | 1, count: 1)
    }
  }

  /// Counts a value several times.
  mutating func add(_ value: [UInt8], count: UInt64) {
    value.prefix(Self.bytesMax).withUnsafeBytes {
      add($0, key: StableHash.hash($0) | 1, count: count)
    }
  }

  /// The slot of a value is the first free one from where its key points; a key is never 0.
  private mutating func add(_ value: UnsafeRawBufferPointer, key: UInt64, count: UInt64) {
    if hashes.isEmpty { clear() }
    var slot = Int(truncatingIfNeeded: key &>> 40) & (Self.slotCount - 1)
    while hashes[slot] != 0 {
      if hashes[slot] == key {
        counters[slot] &+= count
        return
      }
      slot = (slot &+ 1) & (Self.slotCount - 1)
    }
    if live == Self.capacity {
      thin()
      return add(value, key: key, count: count)
    }
    hashes[slot] = key
    counters[slot] = count
    let start = UInt32(truncatingIfNeeded: arena.count)
    arena.append(contentsOf: value)
    texts[slot] = start..<start + UInt32(truncatingIfNeeded: value.count)
    live += 1
  }

  private mutating func clear() {
    hashes = [UInt64](repeating: 0, count: Self.slotCount)
    counters = [UInt64](repeating: 0, count: Self.slotCount)
    texts = [Range<UInt32>](repeating: 0..<0, count: Self.slotCount)
    arena.removeAll(keepingCapacity: true)
    live = 0
  }

  /// Takes the median count from all, so that at least half of the counters become free.
  private mutating func thin() {
    let occupied = hashes.indices.filter { hashes[$0] != 0 }
    let counts = occupied.map { counters[$0] }
    let least = counts.min() ?? 0
    let isMostlyLeast = 2 * counts.count(where: { $0 == least }) >= counts.count
    let cut = isMostlyLeast ? least : counts.sorted()[counts.count / 2]
    error &+= cut
    let old = self
    clear()
    for slot in occupied where old.counters[slot] > cut {
      let range = Int(old.texts[slot].lowerBound)..<Int(old.texts[slot].upperBound)
      old.arena.withUnsafeBytes {
        add(
          UnsafeRawBufferPointer(rebasing: $0[range]), key: old.hashes[slot],
          count: old.counters[slot] - cut)
      }
    }
  }

  /// The values with their counts, most frequent first, equal counts by the values' bytes.
  public var values: [(value: [UInt8], count: UInt64)] {
    hashes.indices.filter { hashes[$0] != 0 }
      .map { slot in
        let range = Int(texts[slot].lowerBound)..<Int(texts[slot].upperBound)
        return (Array(arena[range]), counters[slot])
      }
      .sorted { a, b in
        a.count != b.count ? a.count > b.count : a.value.lexicographicallyPrecedes(b.value)
      }
  }

  /// Adds what the other has seen.
  public mutating func merge(_ other: FrequentValues) {
    error &+= other.error
    for (value, count) in other.values { add(value, count: count) }
  }

  mutating func raiseError(by amount: UInt64) { error &+= amount }
}

extension FrequentValues: Equatable {
  /// Equal when values, counts and errors are.
  public static func == (a: Self, b: Self) -> Bool {
    a.error == b.error
      && a.values.elementsEqual(b.values) { $0.value == $1.value && $0.count == $1.count }
  }
}
