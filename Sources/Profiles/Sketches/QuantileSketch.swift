// Quantiles of a stream in constant memory: KLL (Karnin, Lang, Liberty, "Optimal quantile
// approximation in streams", 2016). A level's numbers stand for 2^level values each; a full level is
// sorted, and every second number moves up. Once there are `levelMax` levels, a sampler replaces the
// lowest: it takes one of 2^height values. The coins are drawn from a fixed sequence, so that equal
// streams have equal sketches.

/// A sketch of the distribution of numbers.
public struct QuantileSketch: Sendable, Equatable {
  /// The capacity of the highest level.
  public static let capacity = 512
  /// The most by which a rank, as a part of all values, is off: at 99 of 100 streams, and checked
  /// on real data.
  public static let rankError = 0.01
  static let levelMax = 10
  static let levelCapacityMin = 32
  /// The most that the sampler may stand for, as a power of two.
  static let heightMax = 40

  /// Numbers by level; one at level i stands for 2^(height + i) values.
  private(set) var levels: [[Double]] = [[]]
  /// How many values one number of the lowest level stands for, as a power of two.
  private(set) var height = 0
  /// A value that stands for those since the last that the sampler took.
  private(set) var candidate = 0.0
  /// How many those are.
  private(set) var candidateWeight: UInt64 = 0
  /// Coins drawn so far.
  private(set) var coins: UInt64 = 0

  /// A sketch of nothing.
  public init() {}

  init?(
    levels: [[Double]], height: Int, candidate: Double, candidateWeight: UInt64, coins: UInt64
  ) {
    guard (1...Self.levelMax).contains(levels.count), (0...Self.heightMax).contains(height),
      levels.allSatisfy({ $0.count <= 2 * Self.capacity && $0.allSatisfy(\.isFinite) }),
      candidateWeight < 1 << UInt64(height), candidate.isFinite, coins < 1 << 53
    else { return nil }
    self.levels = levels
    self.height = height
    self.candidate = candidate
    self.candidateWeight = candidateWeight
    self.coins = coins
  }

  /// How many values were added.
  public var count: UInt64 {
    levels.enumerated().reduce(candidateWeight) { sum, level in
      sum &+ UInt64(level.element.count) << UInt64(height + level.offset)
    }
  }

  /// Adds a finite value.
  public mutating func add(_ value: Double) {
    withUnsafePointer(to: value) { add(UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Adds finite values, one after the other.
  mutating func add(_ values: UnsafeBufferPointer<Double>) {
    var start = 0
    while start < values.count {
      let room = max(1, Self.capacity(of: 0, in: levels.count) - levels[0].count)
      if height == 0 {
        let end = min(values.count, start + room)
        levels[0].append(contentsOf: UnsafeBufferPointer(rebasing: values[start..<end]))
        start = end
      } else {
        let full = levels[0].count + room
        while start < values.count, levels[0].count < full {
          sample(values[start], weight: 1)
          start += 1
        }
      }
      if levels[0].count >= Self.capacity(of: 0, in: levels.count) { compress() }
    }
  }

  /// Adds what the other has seen.
  public mutating func merge(_ other: QuantileSketch) {
    var other = other
    while height < other.height { raise() }
    while other.height < height { other.raise() }
    while levels.count < other.levels.count { levels.append([]) }
    for (index, level) in other.levels.enumerated() { levels[index].append(contentsOf: level) }
    let full = UInt64(1) << UInt64(height)
    if candidateWeight + other.candidateWeight < full {
      if other.candidateWeight > 0 { sample(other.candidate, weight: other.candidateWeight) }
    } else if other.candidateWeight > 0 || candidateWeight > 0 {
      // The heavier one becomes a number of the lowest level; what is over waits with the other.
      let isMine = candidateWeight >= other.candidateWeight
      levels[0].append(isMine ? candidate : other.candidate)
      candidateWeight = candidateWeight + other.candidateWeight - full
      candidate = candidateWeight == 0 ? 0 : isMine ? other.candidate : candidate
    }
    compress()
  }

  /// Keeps one of the values since the last full sample, each with equal chance.
  private mutating func sample(_ value: Double, weight: UInt64) {
    candidateWeight += weight
    let (high, _) = coin().multipliedFullWidth(by: candidateWeight)
    if high < weight { candidate = value }
    if candidateWeight == 1 << UInt64(height) {
      levels[0].append(candidate)
      candidateWeight = 0
      candidate = 0
    }
  }

  private static func capacity(of level: Int, in count: Int) -> Int {
    var capacity = Double(Self.capacity)
    for _ in 0..<max(0, count - 1 - level) { capacity *= 2.0 / 3.0 }
    return max(levelCapacityMin, Int(capacity))
  }

  private mutating func compress() {
    var level = 0
    while level < levels.count {
      if levels[level].count >= Self.capacity(of: level, in: levels.count) {
        if level + 1 == levels.count { levels.append([]) }
        promote(level)
      }
      level += 1
    }
    while levels.count > Self.levelMax, height < Self.heightMax { raise() }
  }

  /// Sorts a level and moves every second number up; of an odd count the least stays.
  private mutating func promote(_ level: Int) {
    levels[level].sort()
    let stays = levels[level].count & 1
    let offset = Int(coin() >> 63)
    let count = levels[level].count
    for index in stride(from: stays + offset, to: count, by: 2) {
      levels[level + 1].append(levels[level][index])
    }
    levels[level].removeLast(count - stays)
  }

  /// Gives up the lowest level for a sampler that takes half as many values.
  private mutating func raise() {
    if levels.count == 1 { levels.append([]) }
    promote(0)
    let left = levels[0].first
    levels.removeFirst()
    height += 1
    if let left { sample(left, weight: 1 << UInt64(height - 1)) }
  }

  /// The next of a fixed sequence (SplitMix64).
  private mutating func coin() -> UInt64 {
    coins += 1
    var mixed = coins &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
