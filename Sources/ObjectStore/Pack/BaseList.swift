// The ids at the end of a pack's table: what its deltas need.
import Objects

/// The bases of a pack. A row names the place where its own begin: a difference has the one there; a
/// payload with a prefix has all from there up to the next zero id, or the end.
struct BaseList: Sendable {
  private(set) var ids: [Digest] = []

  init() {}

  init(_ ids: [Digest]) { self.ids = ids }

  /// Every id that is needed.
  var needed: Set<Digest> { Set(ids.filter { $0 != .zero }) }

  /// The bases of a row; none where the row is no delta, or names a place that is not there.
  func ids(of row: ObjectRow) -> [Digest] {
    guard row.base > 0, Int(row.base) <= ids.count else { return [] }
    let run = ids[(Int(row.base) - 1)...].prefix { $0 != .zero }
    return row.encoding == Encoding.prefixed.rawValue ? Array(run) : Array(run.prefix(1))
  }

  /// Adds bases and returns what a row says of them.
  ///
  /// - Parameter isRun: whether they are a prefix.
  mutating func add(_ bases: [Digest], isRun: Bool) -> UInt32 {
    let place = UInt32(ids.count + 1)
    ids += bases
    if isRun { ids.append(.zero) }
    return place
  }

  /// Adds a zero id, which no row leads to.
  mutating func appendUnused() { ids.append(.zero) }
}
