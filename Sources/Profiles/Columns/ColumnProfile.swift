/// What a column holds: filled value by value, merged with that of the rows that follow.
///
/// Two columns of equal values in equal order have equal profiles, to the last bit.
public struct ColumnProfile: Sendable, Equatable {
  /// What the values of a column are, all of them but the missing ones.
  public enum ValueType: String, Sendable, CaseIterable {
    /// Nothing but missing values.
    case empty
    case bool, int, float, date, time, text
  }

  /// How many values read as what.
  public struct Counts: Sendable, Equatable {
    public var nulls: UInt64 = 0
    public var bools: UInt64 = 0
    public var integers: UInt64 = 0
    public var floats: UInt64 = 0
    public var dates: UInt64 = 0
    public var times: UInt64 = 0
    public var texts: UInt64 = 0

    /// Counts of nothing.
    public init() {}

    /// All values, missing ones too.
    public var rows: UInt64 { nulls &+ values }
    /// Values that are not missing.
    public var values: UInt64 { bools &+ integers &+ floats &+ dates &+ times &+ texts }
  }

  /// The column's name.
  public var name: String
  /// How many values read as what.
  public internal(set) var counts = Counts()
  /// What the numbers are like, whatever else the column holds.
  public internal(set) var numbers = NumberProfile()
  /// What the dates and times are like, in seconds since 1970 in UTC.
  public internal(set) var times = NumberProfile()
  /// How many different values there are; missing ones do not count.
  public internal(set) var distinct = DistinctSketch()
  /// The values that occur most often; missing ones do not count.
  public internal(set) var frequent = FrequentValues()
  /// Characters of the values that are not missing.
  public internal(set) var lengths = TextLengths()
  /// What the file says of the column, where values were not read.
  public internal(set) var declared: DeclaredColumn?

  /// A profile of nothing.
  public init(name: String) { self.name = name }

  /// What the values are. Integers among floats are floats, days among times are times; any other
  /// mixture is text.
  public var type: ValueType {
    let values = counts.values
    if values == 0 { return .empty }
    if counts.bools == values { return .bool }
    if counts.integers == values { return .int }
    if counts.integers &+ counts.floats == values { return .float }
    if counts.dates == values { return .date }
    if counts.dates &+ counts.times == values { return .time }
    return .text
  }

  /// How many different values there are: exact while they are few, otherwise an estimate; nil where
  /// values were not read.
  public var distinctCount: Double? {
    if declared != nil { return nil }
    return frequent.isExact ? Double(frequent.textCount) : distinct.estimate.rounded()
  }

  /// The part of the rows without a value; nil without rows, and where it is not known.
  public var nullRate: Double? {
    if declared?.knowsNulls == false { return nil }
    return counts.rows == 0 ? nil : Double(counts.nulls) / Double(counts.rows)
  }

  /// Adds the value of the next row.
  ///
  /// - Returns: the stable hash of the value.
  @discardableResult
  public mutating func add(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let hash = StableHash.hash(bytes)
    switch ValueReader.read(bytes) {
    case .null:
      counts.nulls &+= 1
      return hash
    case .bool: counts.bools &+= 1
    case .integer(let value):
      counts.integers &+= 1
      numbers.add(value)
    case .float(let value):
      counts.floats &+= 1
      numbers.add(value)
    case .date(let seconds):
      counts.dates &+= 1
      times.add(seconds)
    case .time(let seconds):
      counts.times &+= 1
      times.add(seconds)
    case .text: counts.texts &+= 1
    }
    note(bytes, hash)
    return hash
  }

  /// Adds the value of the next row as text, whatever it looks like: a JSON string.
  @discardableResult
  public mutating func addText(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let hash = StableHash.hash(bytes)
    if bytes.count >= 10, bytes.count <= 40, case .some(let value) = DateReader.read(bytes) {
      switch value {
      case .date(let seconds):
        counts.dates &+= 1
        times.add(seconds)
      case .time(let seconds):
        counts.times &+= 1
        times.add(seconds)
      default: counts.texts &+= 1
      }
    } else {
      counts.texts &+= 1
    }
    note(bytes, hash)
    return hash
  }

  /// Adds a row without a value.
  public mutating func addNull(count: UInt64 = 1) { counts.nulls &+= count }

  @inline(__always)
  private mutating func note(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64) {
    distinct.add(hash: hash)
    frequent.add(bytes, hash: hash)
    lengths.add(bytes)
  }

  /// Takes in what was added last. Must follow the last value.
  public mutating func settle() {
    numbers.settle()
    times.settle()
  }

  /// Adds what the rows after these hold.
  public mutating func merge(_ next: ColumnProfile) {
    counts.nulls &+= next.counts.nulls
    counts.bools &+= next.counts.bools
    counts.integers &+= next.counts.integers
    counts.floats &+= next.counts.floats
    counts.dates &+= next.counts.dates
    counts.times &+= next.counts.times
    counts.texts &+= next.counts.texts
    numbers.merge(next.numbers)
    times.merge(next.times)
    distinct.merge(next.distinct)
    frequent.merge(next.frequent)
    lengths.merge(next.lengths)
  }
}

/// How long the texts of a column are, in characters (Unicode scalars).
public struct TextLengths: Sendable, Equatable {
  /// Texts.
  public internal(set) var count: UInt64 = 0
  /// Characters of the shortest.
  public internal(set) var minimum: UInt64 = .max
  /// Characters of the longest.
  public internal(set) var maximum: UInt64 = 0
  /// Characters of all.
  public internal(set) var total: UInt64 = 0

  /// Characters of a text on average; nil without texts.
  public var mean: Double? { count == 0 ? nil : Double(total) / Double(count) }

  @inline(__always)
  mutating func add(_ text: UnsafeRawBufferPointer) {
    let length = Self.characters(text)
    count &+= 1
    total &+= length
    if length < minimum { minimum = length }
    if length > maximum { maximum = length }
  }

  mutating func merge(_ other: TextLengths) {
    count &+= other.count
    total &+= other.total
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  /// Bytes that begin a character of UTF-8, eight at a step.
  @inline(__always)
  private static func characters(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var index = 0
    var continuations = 0
    while index &+ 8 <= text.count {
      let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      // The top bit of bytes that are 10xxxxxx.
      continuations &+= (word & ~(word &<< 1) & 0x8080_8080_8080_8080).nonzeroBitCount
      index &+= 8
    }
    while index < text.count {
      if text[index] & 0xC0 == 0x80 { continuations &+= 1 }
      index &+= 1
    }
    return UInt64(text.count &- continuations)
  }
}
