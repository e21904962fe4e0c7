/// How many rows are at another place among those that both tables have: as few as would have to be
/// taken out for the rest to be in order, which is their number less the length of the longest
/// increasing subsequence (Fredman, "On computing the length of longest increasing subsequences", 1975).
///
/// Exact up to `sampleMax` rows; of more, an estimate from so many that are chosen by their places, the
/// same in every run.
struct MovedRows {
  static let sampleMax = 1 << 14

  private let chosenMax: UInt64
  private var sample: [PairRecord] = []
  private var count: UInt64 = 0

  /// - Parameter rows: of the first table.
  init(rows: UInt64) {
    chosenMax =
      rows <= UInt64(Self.sampleMax) ? .max : UInt64.max / rows * UInt64(Self.sampleMax)
  }

  /// Adds a row that both tables have, by its places.
  mutating func add(_ before: UInt64, _ after: UInt64) {
    count += 1
    if StableHash.avalanche(before &+ 1) <= chosenMax {
      sample.append(PairRecord(place: before, other: after))
    }
  }

  /// Whether the count is exact.
  var isExact: Bool { UInt64(sample.count) == count }

  /// How many rows moved.
  func total() -> UInt64 {
    // The least end of an increasing subsequence of each length.
    var ends: [UInt64] = []
    for pair in sample.sorted() {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] < pair.other { low = middle + 1 } else { high = middle }
      }
      if low == ends.count { ends.append(pair.other) } else { ends[low] = pair.other }
    }
    let moved = sample.count - ends.count
    if isExact || sample.isEmpty { return UInt64(moved) }
    return UInt64((Double(moved) / Double(sample.count) * Double(count)).rounded())
  }
}
