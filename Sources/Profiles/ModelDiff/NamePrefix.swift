// Wrappers put a word before all names of a model: `module.`, `_orig_mod.`, `base_model.model.`.
import FileFormats

/// What stands before the names of one side and not of the other.
public struct NamePrefix: Sendable, Hashable {
  /// With the mark at its end: `module.`.
  public var text: String
  /// Whether the version after has it, and not the one before.
  public var isAdded: Bool
}

extension TensorPairing {
  /// Components of a prefix.
  private static let componentsMax = 4
  /// One pair alone is alike by chance: `bias` and `head.bias`.
  private static let pairsMin = 2

  /// Pairs removed and added tensors whose names differ by one prefix and whose shapes are the same,
  /// where that holds for two and for at least half of those that could be paired. What their numbers are plays no
  /// part: a model that was trained on under a wrapper is still compared.
  mutating func pairByPrefix() -> NamePrefix? {
    let old = Self.byName(removed, before)
    let new = Self.byName(added, after)
    var pairs: [NamePrefix: [(old: TensorIndex, new: TensorIndex)]] = [:]
    for (name, index) in new {
      for (prefix, rest) in Self.splits(name) {
        guard let partner = old[rest], before[partner].shape == after[index].shape else { continue }
        pairs[NamePrefix(text: prefix, isAdded: true), default: []].append((partner, index))
      }
    }
    for (name, index) in old {
      for (prefix, rest) in Self.splits(name) {
        guard let partner = new[rest], before[index].shape == after[partner].shape else { continue }
        pairs[NamePrefix(text: prefix, isAdded: false), default: []].append((index, partner))
      }
    }
    let best = pairs.max {
      ($0.value.count, $1.key.text, $0.key.isAdded ? 1 : 0)
        < ($1.value.count, $0.key.text, $1.key.isAdded ? 1 : 0)
    }
    guard let (prefix, found) = best, found.count >= Self.pairsMin,
      found.count * 2 >= min(old.count, new.count)
    else { return nil }
    take(Dictionary(found.map { ($0.new, $0.old) }, uniquingKeysWith: { first, _ in first }))
    return prefix
  }

  /// Those whose name no other of them has.
  private static func byName(
    _ indexes: [TensorIndex], _ sides: [ModelSide]
  ) -> [Substring: TensorIndex] {
    once(indexes) { Substring(sides[$0].name) }
  }

  /// A name cut behind its first component, its second, and so on.
  private static func splits(_ name: Substring) -> [(prefix: String, rest: Substring)] {
    var splits: [(String, Substring)] = []
    var start = name.startIndex
    while splits.count < componentsMax,
      let mark = name[start...].utf8.firstIndex(where: {
        $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/")
      })
    {
      start = name.utf8.index(after: mark)
      if start < name.endIndex { splits.append((String(name[..<start]), name[start...])) }
    }
    return splits
  }
}
