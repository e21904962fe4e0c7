// Which copy of each object a merge keeps.
import Objects

/// Walks the rows of all sources as one, and chooses.
struct KeptRows {
  private let sources: [MergeSource]
  private let isUsable: [[Bool]]
  private let isFolded: [[Bool]]
  private let hasOtherCopy: (ObjectKey) throws -> Bool

  init(_ merge: SegmentMerge) throws {
    sources = merge.sources
    hasOtherCopy = merge.hasOtherCopy
    isFolded = merge.sources.map { $0.packs.map { merge.folded.contains($0.id) } }
    isUsable = try merge.sources.map { source in
      try source.packs.map { try !merge.folded.contains($0.id) && merge.isThere($0) }
    }
  }

  /// Calls `body` with the row that stays of each object.
  ///
  /// The first copy in a pack that is there wins. If there is none, a row whose pack is gone is
  /// dropped when another segment has a copy; else it stays, so that a check can tell what is lost.
  func forEach(
    _ kind: StoredKind, _ body: (_ source: Int, _ row: ObjectRow) throws -> Void
  ) throws {
    let cursors = try sources.map { try $0.cursor(kind) }
    try SortedCursor.merge(cursors, by: \.id) { equal in
      if let usable = equal.first(where: { isUsable[$0.source][Int($0.row.pack)] }) {
        return try body(usable.source, usable.row)
      }
      guard let lost = equal.first(where: { !isFolded[$0.source][Int($0.row.pack)] }),
        try !hasOtherCopy(lost.row.key)
      else { return }
      try body(lost.source, lost.row)
    }
  }
}
