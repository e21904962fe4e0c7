// `mlx diff REV:path REV:path`, `mlx diff ASSET@REV`: two files or folders, wherever they are.
import Objects
import References
import WorkingTree

extension Repository {
  /// What differs between two files or folders that are named `REV:path` or `ASSET@REV`; with one
  /// name, between it and what the work tree has at its path.
  ///
  /// Errors: those of `locate`; `usage` when a name is a whole version.
  public func diff(
    object before: String, _ after: String?, byLine: Bool = false,
    tensorBytesMax: UInt64? = nil, tables: TableRequest? = nil
  ) throws -> DiffReport {
    let old = try located(before)
    let place: (snapshot: Snapshot, asset: Asset)
    if let after {
      let new = try located(after)
      place = (try snapshot(of: new.commit), asset(new))
    } else {
      place = try workTreePlace(old)
    }
    var asset = asset(old)
    // One thing, under whatever names: it is paired with the other, not deleted and added.
    asset.kind = place.asset.kind
    asset.name = place.asset.name
    let isThere = place.snapshot.tree != TreeCodec.emptyID
    return try DiffBuilder(
      repository: self, before: snapshot(of: old.commit).limited(to: asset),
      after: isThere ? place.snapshot.limited(to: place.asset) : place.snapshot,
      lines: byLine ? LineReader(store: store, workTree: workTree) : nil,
      models: modelDiffs(tensorBytesMax),
      tables: tableComparer(tables)
    ).build()
  }

  private func located(_ text: String) throws -> LocatedEntry {
    switch try locate(text) {
    case .entry(let entry): return entry
    case .commit:
      throw WorkingError.excludeEachOther("a whole version", "a file or folder of one")
    case .external(let asset, _):
      throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
    }
  }

  private func asset(_ located: LocatedEntry) -> Asset {
    let (path, entry) = (located.path, located.entry)
    let isWhole = located.asset?.path == path
    return Asset(
      kind: located.asset?.kind ?? .artifact, name: isWhole ? located.asset?.name ?? "" : path.name,
      path: path,
      object: entry.mode == .tree ? .tree(TreeID(entry.id)) : .blob(BlobID(entry.id)),
      size: entry.size, format: isWhole ? located.asset?.format : nil)
  }

  private func workTreePlace(_ old: LocatedEntry) throws -> (snapshot: Snapshot, asset: Asset) {
    let index = try workTreeIndex(from: loadIndex())
    let written = try IndexTree.compute(
      index, objectsOf: [old.path], limits: environment.limits.tree)
    var asset = asset(old)
    guard let found = written.objects[old.path] else {
      return (
        Snapshot(
          side: .workTree, source: .index(index), tree: TreeCodec.emptyID, assets: [], metrics: [],
          params: nil), asset
      )
    }
    asset.object = found.object
    asset.size = found.size
    let snapshot = Snapshot(
      side: .workTree, source: .index(index), tree: written.root, assets: [], metrics: [],
      params: nil)
    return (snapshot, asset)
  }
}

extension Snapshot {
  /// The same state with one thing in it.
  fileprivate func limited(to asset: Asset) -> Snapshot {
    Snapshot(
      side: side, source: source, tree: tree, assets: [asset], metrics: [], params: nil)
  }
}
