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
  private static let slotCount = 512

  /// How much too low a count may be; 0 while all are exact.
  public private(set) var error: UInt64 = 0
  private var live = 0
  private var slots: [Slot] = []
  private var arena: [UInt8] = []

  /// A counter; its key is 0 when it is free.
  private struct Slot {
    var key: UInt64 = 0
    var count: UInt64 = 0
    var start: UInt32 = 0
    var length: UInt32 = 0
    var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
  }

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
    if slots.isEmpty { clear() }
    let isFull = live == Self.capacity
    let start = UInt32(truncatingIfNeeded: arena.count)
    let isCounted = slots.withUnsafeMutableBufferPointer { slots -> Bool? in
      var index = Int(truncatingIfNeeded: key &>> 40) & (Self.slotCount - 1)
      while slots[index].key != 0 {
        if slots[index].key == key {
          slots[index].count &+= count
          return true
        }
        index = (index &+ 1) & (Self.slotCount - 1)
      }
      guard !isFull else { return false }
      let length = UInt32(truncatingIfNeeded: value.count)
      slots[index] = Slot(key: key, count: count, start: start, length: length)
      return nil
    }
    switch isCounted {
    case true?: return
    case nil:
      arena.append(contentsOf: value)
      live += 1
    case false?:
      thin()
      add(value, key: key, count: count)
    }
  }

  private mutating func clear() {
    slots = [Slot](repeating: Slot(), count: Self.slotCount)
    arena.removeAll(keepingCapacity: true)
    live = 0
  }

  /// Takes the median count from all, so that at least half of the counters become free.
  private mutating func thin() {
    var (least, most, leastCount) = (UInt64.max, UInt64(0), 0)
    for slot in slots where slot.key != 0 {
      if slot.count < least { (least, leastCount) = (slot.count, 0) }
      if slot.count == least { leastCount += 1 }
      most = max(most, slot.count)
    }
    var cut = least
    if 2 * leastCount < live {
      cut = slots.compactMap { $0.key == 0 ? nil : $0.count }.sorted()[live / 2]
    }
    error &+= cut
    let kept = most == cut ? [] : slots.filter { $0.key != 0 && $0.count > cut }
    let texts = kept.isEmpty ? [] : arena
    for index in slots.indices { slots[index].key = 0 }
    arena.removeAll(keepingCapacity: true)
    live = 0
    texts.withUnsafeBytes { texts in
      for slot in kept {
        add(.init(rebasing: texts[slot.range]), key: slot.key, count: slot.count - cut)
      }
    }
  }

  /// The values with their counts, most frequent first, equal counts by the values' bytes.
  public var values: [(value: [UInt8], count: UInt64)] {
    slots.filter { $0.key != 0 }
      .map { (Array(arena[$0.range]), $0.count) }
      .sorted { a, b in
        a.count != b.count ? a.count > b.count : a.value.lexicographicallyPrecedes(b.value)
      }
  }

  /// How many different texts the values are, as records hold them: bytes that are no text do not tell two apart.
  var textCount: Int { Set(values.map { ProfileText.text($0.value, max: Self.bytesMax) }).count }

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
