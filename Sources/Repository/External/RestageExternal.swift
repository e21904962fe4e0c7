// What `mlx commit -a` and `mlx add -A` do with external assets.
import Objects
import WorkingTree

extension Stager {
  /// Hashes again what changed by its stats, or has none that are known. What was staged by this command
  /// is left out; what cannot be reached keeps its id, and that is said.
  mutating func restageExternal() throws {
    let check = ExternalCheck(repository)
    for asset in index.external where !namedExternal.contains(asset.reference) {
      switch try check.state(of: asset) {
      case .same, .remote: continue
      case .unreachable(let reason): keep(asset, reason)
      case .different, .touched, .unknown:
        switch try check.hash(asset.location) {
        case .failure(let reason): keep(asset, reason.text)
        case .success(let hash): try take(hash, for: asset)
        }
      }
    }
  }

  private mutating func keep(_ asset: ExternalAsset, _ reason: String) {
    result.notices.append(
      "the \(asset.kind.rawValue) '\(asset.name)' at '\(asset.location)' keeps its recorded id: "
        + "it cannot be reached (\(reason))")
  }

  private mutating func take(_ hash: ExternalHash, for old: ExternalAsset) throws {
    guard hash.object != old.object || hash.content.size != old.size else { return }
    try hash.writeTrees(writer)
    var new = old
    new.object = hash.object
    new.size = hash.content.size
    index.external = index.external.map { $0 == old ? new : $0 }
    result.external.append(
      AddedExternal(
        asset: new, change: .modified, previous: old, fileCount: hash.content.fileCount))
  }
}
