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
  /// Outputs whose edge was made by this commit.
  let made: [AssetReference]
  let environment: RecordedEnvironment?
  let leftOut: [CodeScan.LeftOut]
  let signature: Note?
  let notices: [String]
  /// What this command stored of files, and earlier `add`s that no commit had taken.
  let new: DataSize

  func result(in repository: Repository) throws -> CommitResult {
    let before = try repository.store.fetchedParents(of: commit).first.map {
      try repository.commit($0)
    }
    return CommitResult(
      id: id, head: try repository.currentView().head, isRoot: commit.parents.isEmpty,
      isAmend: isAmend,
      subject: commit.subject,
      assets: try lines(before: before, in: repository),
      external: ExternalChange.compare(
        before?.external ?? [], commit.external, withUnchanged: true), metrics: metrics,
      params: commit.params.map {
        CommittedParams(
          path: $0.path, values: $0.values, isChanged: $0.source != before?.params?.source)
      },
      code: code(before: before?.code),
      environment: environment.map {
        CommittedEnvironment(
          asset: $0.asset, record: $0.record, isChanged: $0.asset.id != before?.environment?.id)
      },
      lineage: commit.lineage.map {
        CommittedEdge(
          edge: $0,
          isNew: made.contains($0.output) || isAmend && before?.lineage.contains($0) != true)
      }, leftOut: leftOut, signature: signature,
      notices: notices, newRawBytes: new.raw, newStoredBytes: new.stored,
      totalBytes: index.totalBytes)
  }

  /// By its profile, where there is one, else by the first bytes of its files.
  private func detail(of asset: Asset, in repository: Repository) -> String? {
    asset.profile.flatMap { try? repository.store.profile($0) }.flatMap(AssetDetail.describe)
      ?? AssetDetail.describe(asset, index: index, in: repository.workTree)
  }

  private func code(before: CodeAsset?) -> CommittedCode? {
    commit.code.map { CommittedCode(asset: $0, isChanged: $0.tree != before?.tree) }
  }

  private func lines(before: Commit?, in repository: Repository) throws -> [CommittedAsset] {
    let pairs = AssetPairing.pair(before?.assets ?? [], commit.assets)
    let modes =
      try before.map {
        try FileModes(store: repository.store).changed(
          pairs, from: .tree($0.tree), to: .index(index))
      } ?? []
    return pairs.map { pair in
      guard let asset = pair.after ?? pair.before else { return nil }
      let isRemoved = pair.after == nil
      return CommittedAsset(
        kind: asset.kind, name: asset.name, path: asset.path,
        object: isRemoved ? nil : asset.object, size: isRemoved ? 0 : asset.size,
        fileCount: isRemoved ? 0 : index.summary(within: asset.path).files, format: asset.format,
        detail: isRemoved ? nil : detail(of: asset, in: repository),
        state: pair.state == .same && modes.contains(asset.path) ? .modeChanged : pair.state)
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
