// What `status`, `diff` and `checkout` see of external assets.
import Objects

extension Repository {
  /// External assets that are not as they are staged, as far as stats tell.
  ///
  /// - Parameter rehash: read everything, so that nothing is left open.
  func externalDrift(_ staged: [ExternalAsset], rehash: Bool) throws -> [ExternalDrift] {
    guard !staged.isEmpty else { return [] }
    let check = ExternalCheck(self)
    return try staged.sorted { $0.reference < $1.reference }.compactMap { asset in
      let state = try rehash ? readState(of: asset, check) : check.state(of: asset)
      switch state {
      case .same, .unknown, .remote: return nil
      case .different(let size): return ExternalDrift(asset: asset, state: .modified, size: size)
      case .touched: return ExternalDrift(asset: asset, state: .touched, size: asset.size)
      case .unreachable(let reason):
        return ExternalDrift(asset: asset, state: .unreachable, reason: reason)
      }
    }
  }

  private func readState(of asset: ExternalAsset, _ check: ExternalCheck) throws -> ExternalState {
    if try check.state(of: asset) == .remote { return .remote }
    switch try check.hash(asset.location) {
    case .failure(let reason): return .unreachable(reason: reason.text)
    case .success(let hash):
      return hash.object == asset.object ? .same : .different(size: hash.content.size)
    }
  }

  /// The external assets as a commit of everything would record them now.
  func externalNow(_ staged: [ExternalAsset]) throws -> [ExternalAsset] {
    let check = ExternalCheck(self)
    return try staged.map { asset in
      switch try check.state(of: asset) {
      case .same, .remote, .unreachable: return asset
      case .different, .touched, .unknown:
        guard case .success(let hash) = try check.hash(asset.location) else { return asset }
        var now = asset
        now.object = hash.object
        now.size = hash.content.size
        return now
      }
    }
  }

  /// What a checkout of a version says of what it leaves alone, in a sentence; none when the version
  /// names nothing external. Reads no bytes of files.
  func externalNotices(of commit: Commit?) throws -> [String] {
    guard let commit, !commit.external.isEmpty else { return [] }
    let check = ExternalCheck(self)
    let parts = try commit.external.map { asset in
      let verdict =
        switch try check.state(of: asset) {
        case .same: "as recorded"
        case .different: "other bytes than recorded"
        case .touched, .unknown, .remote: "not compared"
        case .unreachable: "not reachable"
        }
      return "'\(asset.name)' at '\(asset.location)' (\(verdict))"
    }
    return ["external, and left as it is: " + parts.joined(separator: ", ")]
  }
}
