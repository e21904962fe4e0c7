import Objects

/// Which external asset of one state is which of another.
enum ExternalPairing {
  struct Pair {
    var before: ExternalAsset?
    var after: ExternalAsset?

    var change: ChangeKind { ChangeKind(from: before, to: after) }
  }

  /// Pairs by kind and name; what is left by location. In the order of kinds and names.
  static func pair(_ old: [ExternalAsset], _ new: [ExternalAsset]) -> [Pair] {
    var unmatched = old
    func take(where isMatch: (ExternalAsset) -> Bool) -> ExternalAsset? {
      unmatched.firstIndex(where: isMatch).map { unmatched.remove(at: $0) }
    }
    var pairs = new.map { asset in
      Pair(before: take { $0.reference == asset.reference }, after: asset)
    }
    for position in pairs.indices where pairs[position].before == nil {
      guard let asset = pairs[position].after else { continue }
      pairs[position].before = take { $0.location == asset.location }
    }
    pairs += unmatched.map { Pair(before: $0, after: nil) }
    return pairs.sorted { a, b in
      guard let a = a.after ?? a.before, let b = b.after ?? b.before else { return false }
      return a.reference < b.reference
    }
  }
}
