import ObjectStore
import Objects
import References
import WorkingTree

/// What a transaction knows of its commit, for the result that a person sees.
struct CommitSummary {
  let id: CommitID
  let commit: Commit
  let isAmend: Bool
  let index: Index
  let metrics: [CommittedMetrics]
  let notices: [String]
  let statistics: WriteStatistics
  /// Packs that earlier `add`s wrote for this commit.
  let pending: [PendingPack]

  func result(in repository: Repository) throws -> CommitResult {
    let before = try commit.parents.first.map { try repository.commit($0) }
    let added = repository.bytes(of: pending)
    return CommitResult(
      id: id, head: try repository.currentView().head, isRoot: commit.parents.isEmpty,
      isAmend: isAmend,
      subject: commit.subject,
      assets: lines(before: before, in: repository), metrics: metrics,
      params: commit.params.map {
        CommittedParams(
          path: $0.path, values: $0.values, isChanged: $0.source != before?.params?.source)
      },
      notices: notices, newRawBytes: UInt64(statistics.newRawBytes) + added,
      newStoredBytes: UInt64(statistics.newStoredBytes) + added, totalBytes: index.totalBytes)
  }

  private func lines(before: Commit?, in repository: Repository) -> [CommittedAsset] {
    let pairs = AssetPairing.pair(before?.assets ?? [], commit.assets)
    return pairs.map { pair in
      guard let asset = pair.after ?? pair.before else { return nil }
      let isRemoved = pair.after == nil
      return CommittedAsset(
        kind: asset.kind, name: asset.name, path: asset.path,
        object: isRemoved ? nil : asset.object, size: isRemoved ? 0 : asset.size,
        fileCount: isRemoved ? 0 : index.summary(within: asset.path).files, format: asset.format,
        detail: isRemoved
          ? nil : AssetDetail.describe(asset, index: index, in: repository.workTree),
        state: pair.state)
    }.compactMap { $0 }
  }
}

extension AssetPairing.Pair {
  fileprivate var state: CommittedAsset.State {
    guard let before else { return .new }
    guard let after else { return .removed }
    if before.object != after.object { return .changed }
    let isSame = before.path == after.path && before.name == after.name && before.kind == after.kind
    return isSame ? .same : .moved
  }
}

extension Repository {
  /// The size of packs on disk.
  fileprivate func bytes(of packs: [PendingPack]) -> UInt64 {
    let folder = metadata.appending("objects").appending("packs")
    return packs.reduce(0) { sum, pack in
      let path = folder.appending("\(pack.id.hex).pack")
      let status = try? environment.fileSystem.status(at: path, followingLinks: false)
      return sum + UInt64(clamping: (status ?? nil)?.size ?? 0)
    }
  }
}
