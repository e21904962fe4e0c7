// What is in one file at each moment, on the disk and in memory.

/// The writes to one file in order, and when they became safe.
struct ContentHistory: Sendable {
  enum Change: Sendable {
    case write(offset: Int, bytes: [UInt8])
    case truncate(size: Int)
  }

  /// How many of the changes a crash finds: the first `durable` ones are safe, those up to `total`
  /// were made.
  struct Moment: Hashable {
    var durable: Int
    var total: Int
  }

  private static let pageBytes = 4096
  private static let sectorBytes = 512

  let base: [UInt8]
  private var changes: [Change] = []
  /// The number of each change, and of each sync, in the log.
  private var times: [Int] = []
  private var syncTimes: [Int] = []

  init(base: [UInt8]) { self.base = base }

  mutating func add(_ change: Change, at time: Int) {
    changes.append(change)
    times.append(time)
  }

  mutating func sync(at time: Int) { syncTimes.append(time) }

  /// After the first `prefix` operations of the log.
  func moment(prefix: Int) -> Moment {
    let synced = syncTimes[..<syncTimes.countSmaller(than: prefix)].last
    return Moment(
      durable: synced.map { times.countSmaller(than: $0) } ?? 0,
      total: times.countSmaller(than: prefix))
  }

  /// The bytes that a crash leaves. `fate` is not `scattered`.
  func bytes(_ moment: Moment, _ fate: CrashVariant.Contents) -> [UInt8] {
    let safe = Self.apply(changes[..<moment.durable], to: base)
    let pending = changes[moment.durable..<moment.total]
    switch fate {
    case .dropped: return safe
    case .kept, .scattered: return Self.apply(pending, to: safe)
    case .zeroed: return Self.zeroed(pending, Self.apply(pending, to: safe))
    case .firstHalf:
      return Self.apply(Self.first(Self.bytes(of: pending) / 2, of: pending), to: safe)
    case .pages: return Self.everySecondPage(of: Self.apply(pending, to: safe), over: safe)
    case .firstSectors:
      let sectors = Self.sectors(of: Self.bytes(of: pending))
      var chance = chance(moment)
      let kept = sectors < 2 ? 0 : Int(chance.next() % UInt64(sectors))
      return Self.apply(Self.first(kept * Self.sectorBytes, of: pending), to: safe)
    case .sectors:
      return Self.someSectors(of: Self.apply(pending, to: safe), over: safe, chance(moment))
    }
  }

  private static func apply(_ changes: some Sequence<Change>, to old: [UInt8]) -> [UInt8] {
    var bytes = old
    for change in changes {
      switch change {
      case .truncate(let size): bytes.resize(to: size)
      case .write(let offset, let new):
        if bytes.count < offset + new.count { bytes.resize(to: offset + new.count) }
        bytes.overwrite(at: offset, with: new[...])
      }
    }
    return bytes
  }

  private static func zeroed(_ changes: ArraySlice<Change>, _ new: [UInt8]) -> [UInt8] {
    var bytes = new
    for case .write(let offset, let written) in changes {
      let count = min(offset + written.count, bytes.count) - min(offset, bytes.count)
      bytes.overwrite(at: offset, with: [UInt8](repeating: 0, count: count)[...])
    }
    return bytes
  }

  /// The same for the same moment.
  private func chance(_ moment: Moment) -> SeededGenerator {
    SeededGenerator(seed: UInt64(moment.durable) << 32 ^ UInt64(moment.total) ^ UInt64(base.count))
  }

  private static func bytes(of changes: ArraySlice<Change>) -> Int {
    changes.reduce(0) { sum, change in
      if case .write(_, let bytes) = change { sum + bytes.count } else { sum }
    }
  }

  private static func sectors(of bytes: Int) -> Int { (bytes + sectorBytes - 1) / sectorBytes }

  /// So many bytes, in the order in which they were written.
  private static func first(_ bytes: Int, of changes: ArraySlice<Change>) -> [Change] {
    var left = bytes
    var kept: [Change] = []
    for change in changes where left > 0 {
      if case .write(let offset, let bytes) = change {
        kept.append(.write(offset: offset, bytes: Array(bytes.prefix(left))))
        left -= bytes.count
      } else {
        kept.append(change)
      }
    }
    return kept
  }

  private static func everySecondPage(of new: [UInt8], over old: [UInt8]) -> [UInt8] {
    var bytes = old
    bytes.resize(to: new.count)
    var start = pageBytes
    while start < new.count {
      bytes.overwrite(at: start, with: new[start..<min(start + pageBytes, new.count)])
      start += 2 * pageBytes
    }
    return bytes
  }
}

extension ContentHistory {
  private static func someSectors(
    of new: [UInt8], over old: [UInt8], _ chance: SeededGenerator
  ) -> [UInt8] {
    var (bytes, chance) = (old, chance)
    bytes.resize(to: new.count)
    for start in stride(from: 0, to: new.count, by: sectorBytes) where chance.next() & 1 == 0 {
      bytes.overwrite(at: start, with: new[start..<min(start + sectorBytes, new.count)])
    }
    return bytes
  }
}

// By whole pieces of memory: tests are debug builds, where a loop over bytes takes its time.
extension [UInt8] {
  /// Cuts off, or adds zeros.
  fileprivate mutating func resize(to size: Int) {
    if count > size {
      removeLast(count - size)
    } else if count < size {
      self += [UInt8](repeating: 0, count: size - count)
    }
  }

  /// The bytes fit.
  fileprivate mutating func overwrite(at offset: Int, with new: ArraySlice<UInt8>) {
    guard !new.isEmpty else { return }
    withUnsafeMutableBytes { bytes in
      new.withUnsafeBytes { bytes[offset..<offset + $0.count].copyBytes(from: $0) }
    }
  }
}

extension [Int] {
  /// In an ascending array.
  fileprivate func countSmaller(than limit: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
