// Which copy of each object a merge keeps.
import Objects

/// Walks the rows of all sources as one, and chooses.
struct KeptRows {
  private let sources: [MergeSource]
  private let isUsable: [[Bool]]
  private let isFolded: [[Bool]]
  private let isCondemned: [[Bool]]
  private let isReplacing: [[Bool]]
  private let hasOtherCopy: (ObjectKey) throws -> Bool

  init(_ merge: SegmentMerge) throws {
    sources = merge.sources
    hasOtherCopy = merge.hasOtherCopy
    isFolded = merge.sources.map { $0.packs.map { merge.folded.contains($0.id) } }
    isCondemned = merge.sources.map { $0.packs.map { merge.condemned.contains($0.id) } }
    isReplacing = merge.sources.map { $0.packs.map { merge.replacing.contains($0.id) } }
    isUsable = try merge.sources.map { source in
      try source.packs.map { try !merge.folded.contains($0.id) && merge.isThere($0) }
    }
  }

  /// Calls `body` with the row that stays of each object.
  ///
  /// The first copy in a pack that is there wins; before it one that takes the place of others, after it
  /// deltas, and at last what is in packs that are to go. If there is none, a row whose pack is gone is
  /// dropped when another segment has a copy; else it stays, so that a check can tell what is lost.
  func forEach(
    _ kind: StoredKind, _ body: (_ source: Int, _ row: ObjectRow) throws -> Void
  ) throws {
    let cursors = try sources.map { try $0.cursor(kind) }
    try SortedCursor.merge(cursors, by: \.id) { equal in
      let usable = equal.filter { isUsable[$0.source][Int($0.row.pack)] }
      if let best = usable.first, usable.count == 1 { return try body(best.source, best.row) }
      // The first of those that are as good.
      if let best = usable.min(by: { rank($0.source, $0.row) < rank($1.source, $1.row) }) {
        return try body(best.source, best.row)
      }
      guard let lost = equal.first(where: { !isFolded[$0.source][Int($0.row.pack)] }),
        try !hasOtherCopy(lost.row.key)
      else { return }
      try body(lost.source, lost.row)
    }
  }

  /// The lower, the better: the last copy of a base that is no delta must stay.
  private func rank(_ source: Int, _ row: ObjectRow) -> Int {
    if isReplacing[source][Int(row.pack)] { return 0 }
    if isCondemned[source][Int(row.pack)] { return 3 }
    return row.isDelta ? 2 : 1
  }
}
