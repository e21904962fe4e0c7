/// A sample of keys by their hash, for what two tables have in common: the k least hash values (KMV;
/// Bar-Yossef et al., 2002; Beyer et al., "On synopses for distinct-value estimation", 2007).
///
/// With k = 1 024 the overlap of two tables is known to about ±3 points.
public struct KeySketch: Sendable, Equatable {
  /// The most hash values that are kept.
  public static let capacity = 1_024

  /// The least hash values, ascending.
  public private(set) var hashes: [UInt64] = []
  private var pending: [UInt64] = []
  private var ceiling = UInt64.max

  /// A sketch of nothing.
  public init() {}

  /// nil when these cannot be the hash values of a sketch.
  init?(hashes: [UInt64]) {
    guard hashes.count <= Self.capacity, zip(hashes, hashes.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.hashes = hashes
    if hashes.count == Self.capacity, let last = hashes.last { ceiling = last }
  }

  /// Adds a key by its hash.
  @inline(__always)
  public mutating func add(hash: UInt64) {
    guard hash < ceiling || hashes.count < Self.capacity else { return }
    pending.append(hash)
    if pending.count == Self.capacity { settle() }
  }

  /// Adds what the other has seen.
  public mutating func merge(_ other: KeySketch) {
    pending.append(contentsOf: other.hashes)
    pending.append(contentsOf: other.pending)
    settle()
  }

  /// Takes in what was added last; `hashes` is complete only then.
  public mutating func settle() {
    guard !pending.isEmpty else { return }
    let sorted = (hashes + pending).sorted()
    pending.removeAll(keepingCapacity: true)
    var kept: [UInt64] = []
    for hash in sorted where hash != kept.last {
      if kept.count == Self.capacity { break }
      kept.append(hash)
    }
    hashes = kept
    if kept.count == Self.capacity, let last = kept.last { ceiling = last }
  }

  /// How many different keys there are, about; exact while there are fewer than `capacity`.
  public var estimate: Double {
    guard hashes.count == Self.capacity, let last = hashes.last else { return Double(hashes.count) }
    return Double(Self.capacity - 1) / (Double(last) / 0x1p64)
  }

  /// What two sets of keys have in common: keys in both divided by keys in either; nil without keys.
  public func jaccard(_ other: KeySketch) -> Double? {
    var union = self
    union.merge(other)
    guard !union.hashes.isEmpty else { return nil }
    let mine = Set(hashes)
    let theirs = Set(other.hashes)
    let common = union.hashes.count { mine.contains($0) && theirs.contains($0) }
    return Double(common) / Double(union.hashes.count)
  }

  /// The part of this set's keys that the other has too, about; nil without keys.
  public func contained(in other: KeySketch) -> Double? {
    var union = self
    union.merge(other)
    guard let jaccard = jaccard(other), estimate > 0 else { return nil }
    return min(1, jaccard * union.estimate / estimate)
  }

  /// Equal when the settled hash values are.
  public static func == (a: Self, b: Self) -> Bool {
    var (a, b) = (a, b)
    a.settle()
    b.settle()
    return a.hashes == b.hashes
  }
}
