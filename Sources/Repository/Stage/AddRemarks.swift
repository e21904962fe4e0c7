import Objects

// What staging an asset left out or read through, as sentences: `add` has them as values of its
// result, `commit` as notices.
extension AddResult {
  private static let shownMax = 5

  /// About the assets that this command changed.
  var remarks: [String] {
    assets.filter { $0.change != .unchanged }.flatMap { asset in
      Self.cut(asset.leftOut.map { "left out '\($0.path)': \($0.reason)" }, of: asset)
        + Self.cut(
          asset.linksReadThrough.map {
            "'\($0)' is a link that leaves the asset: its target's bytes were stored"
          }, of: asset)
    }
  }

  /// The first of many sentences about an asset, and how many there are beside them.
  static func cut(_ sentences: [String], of asset: AddedAsset) -> [String] {
    guard sentences.count > shownMax else { return sentences }
    let more = sentences.count - shownMax
    return sentences.prefix(shownMax) + ["and so \(more) more in '\(asset.path)'"]
  }
}
