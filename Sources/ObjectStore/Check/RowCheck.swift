// Whether every row of the index is a row of the pack that it names.
import FileIO
import Objects

/// Counts the rows of segments by pack, and takes off those that packs confirm.
final class RowCheck: Sendable {
  private let segments: [SegmentReader]
  /// Rows by segment and pack number that no pack has confirmed yet.
  private let left: Locked<[[Int]]>
  private let disorder: [StoreProblem]

  init(_ segments: [SegmentReader]) throws {
    self.segments = segments
    var counts: [[Int]] = []
    var disorder: [StoreProblem] = []
    for segment in segments {
      var count = Array(repeating: 0, count: segment.packs.count)
      for kind in StoredKind.allCases {
        var previous: Digest?
        var cursor = try MergeSource.segment(segment).cursor(kind)
        while let row = cursor.current {
          if let previous, row.id <= previous {
            let error = segment.damaged("its rows are not sorted")
            disorder.append(StoreProblem(error, path: segment.path.string))
          }
          previous = row.id
          count[Int(row.pack)] += 1
          try cursor.advance()
        }
      }
      counts.append(count)
    }
    self.disorder = disorder
    left = Locked(counts)
  }

  /// What the rows alone told.
  func problems() -> [StoreProblem] { Array(disorder.prefix(10)) }

  /// Takes off the rows that the pack's table confirms.
  func match(_ table: PackTable) throws {
    for (index, segment) in segments.enumerated() {
      guard let number = segment.packs.firstIndex(where: { $0.id == table.entry.id }) else {
        continue
      }
      var confirmed = 0
      for row in table.rows {
        var expected = row
        expected.pack = UInt32(number)
        if try segment.row(row.kind, row.id) == expected { confirmed += 1 }
      }
      left.withLock { $0[index][number] -= confirmed }
    }
  }

  /// Leaves a pack out that is itself reported.
  func skip(_ pack: Digest) {
    left.withLock { left in
      for (index, segment) in segments.enumerated() {
        for (number, entry) in segment.packs.enumerated() where entry.id == pack {
          left[index][number] = 0
        }
      }
    }
  }

  /// Segments with rows that no pack confirmed.
  func unmatched() -> [StoreProblem] {
    left.withLock { left in
      segments.indices.flatMap { index in
        left[index].indices.compactMap { number -> StoreProblem? in
          guard left[index][number] > 0 else { return nil }
          let pack = segments[index].packs[number].id.hex
          return StoreProblem(
            segments[index].damaged(
              "\(left[index][number]) of its rows differ from the pack \(pack)"),
            path: segments[index].path.string)
        }
      }
    }
  }
}
