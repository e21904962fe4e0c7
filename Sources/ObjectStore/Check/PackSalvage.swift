// Where the objects of a pack were whose table is damaged or cut off.
import FileIO
import Objects

/// Gathers what old segments and the rest of the table say of a pack. Whether an object is whole is for
/// its hash to tell.
struct PackSalvage {
  let store: ObjectStore
  let segments: [SegmentReader]

  /// What is said of a pack, in body order.
  struct Outcome {
    var entry: PackEntry
    var rows: [ObjectRow]
    var bases: BaseList
    /// Whether nothing says anything of the pack.
    var isUnknown: Bool
    /// Whether there is something that this program cannot judge.
    var hasUnknownEncodings: Bool
  }

  /// Asks all that may know of the pack.
  func run(_ pack: Digest, _ file: File) throws -> Outcome {
    let remains = try? PackRemains(reading: file)
    var rows = remains?.rows ?? []
    for segment in segments {
      guard let number = segment.packs.firstIndex(where: { $0.id == pack }) else { continue }
      rows += try named(by: segment, number)
    }
    // The pack counts as large as it is now, so that what is in it can be read.
    let size = UInt64(clamping: try file.status().size)
    let isMetadata = rows.contains { $0.kind != .chunk }
    let entry = PackEntry(
      id: pack, bytes: size, flags: isMetadata ? PackFormatV1.metadataFlag : 0)
    let sorted = rows.sorted { ($0.offset, $0.inner) < ($1.offset, $1.inner) }
    let inside = sorted.filter { row in
      (try? store.check(ObjectLocation(pack: entry, row: row))) != nil
    }
    // Of two places of one object the one that is right is found later: only equal rows are one.
    var last: ObjectRow?
    let distinct = inside.filter { row in
      defer { last = row }
      return row != last
    }
    return Outcome(
      entry: entry, rows: distinct, bases: remains?.bases ?? BaseList(),
      isUnknown: rows.isEmpty, hasUnknownEncodings: remains?.hasUnknownEncodings == true)
  }

  /// The rows of a segment about a pack, as far as the segment can be read.
  private func named(by segment: SegmentReader, _ number: Int) throws -> [ObjectRow] {
    var rows: [ObjectRow] = []
    for kind in StoredKind.allCases {
      do {
        var cursor = try MergeSource.segment(segment).cursor(kind)
        while var row = cursor.current {
          if Int(row.pack) == number {
            row.pack = 0
            rows.append(row)
          }
          try cursor.advance()
        }
      } catch StoreError.segmentDamaged {
        continue
      }
    }
    return rows
  }
}
