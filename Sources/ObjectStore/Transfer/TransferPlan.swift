// Which packs have what is to be copied.
import FileIO
import Objects

/// The packs of the source that hold missing objects, sorted by name: the same plan for the same objects.
struct TransferPlan {
  /// A pack and how many of its copies are wanted.
  struct Share {
    var pack: PackEntry
    /// Objects that are stored as themselves.
    var whole = 0
    /// Objects that are stored as differences.
    var deltas = 0
    /// Bytes of payloads, at most; payloads that objects share count once for each, but not more than those have.
    var bytes: UInt64 = 0

    func count(deltas isDelta: Bool) -> Int { isDelta ? deltas : whole }
  }

  private(set) var shares: [Share]

  init(_ missing: LiveMarks) throws {
    var found: [Digest: Share] = [:]
    try missing.forEachMarked { row, pack in
      var share = found[pack.id] ?? Share(pack: pack)
      if row.isDelta { share.deltas += 1 } else { share.whole += 1 }
      share.bytes += UInt64(min(row.stored, row.raw))
      found[pack.id] = share
    }
    shares = found.values.sorted { $0.pack.id < $1.pack.id }
  }

  /// Shares in their order, so many objects at a time, or one share.
  static func groups(of shares: [Share], objectsMax: Int) -> [[Share]] {
    var groups: [[Share]] = []
    var count = 0
    for share in shares {
      if groups.isEmpty || count >= objectsMax {
        groups.append([])
        count = 0
      }
      groups[groups.count - 1].append(share)
      count += share.whole + share.deltas
    }
    return groups
  }

  var bytes: UInt64 { shares.reduce(0) { $0 + min($1.bytes, $1.pack.bytes) } }
}
