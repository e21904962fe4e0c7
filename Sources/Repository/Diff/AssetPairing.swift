import Objects

/// Which asset of one state is which of another.
enum AssetPairing {
  struct Pair {
    var before: Asset?
    var after: Asset?
  }

  /// Pairs by kind and name; what is left by path, then by content. In the order of kinds and names.
  static func pair(_ old: [Asset], _ new: [Asset]) -> [Pair] {
    var unmatched = old
    func take(where isMatch: (Asset) -> Bool) -> Asset? {
      unmatched.firstIndex(where: isMatch).map { unmatched.remove(at: $0) }
    }
    var pairs = new.map { asset in
      Pair(before: take { $0.kind == asset.kind && $0.name == asset.name }, after: asset)
    }
    for position in pairs.indices where pairs[position].before == nil {
      guard let asset = pairs[position].after else { continue }
      pairs[position].before = take { $0.path == asset.path }
    }
    for position in pairs.indices where pairs[position].before == nil {
      guard let asset = pairs[position].after, asset.size > 0 else { continue }
      pairs[position].before = take { $0.kind == asset.kind && $0.object == asset.object }
    }
    pairs += unmatched.map { Pair(before: $0, after: nil) }
    return pairs.sorted { precedes($0.after ?? $0.before, $1.after ?? $1.before) }
  }

  private static func precedes(_ a: Asset?, _ b: Asset?) -> Bool {
    guard let a, let b else { return false }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
  }
}

extension AssetReferenceAtPath {
  init(_ asset: Asset) {
    self.init(kind: asset.kind, name: asset.name, path: asset.path)
  }
}
