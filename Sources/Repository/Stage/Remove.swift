// `mlx rm`.
import Objects
import WorkingTree

extension Repository {
  /// Stops tracking paths and, unless `cached`, deletes their files. Of what is behind a link only
  /// the link itself goes, and only when all behind it was named.
  ///
  /// Refuses to delete what no commit holds, unless `force`.
  ///
  /// - Parameter external: external assets; only what is recorded of them goes.
  @discardableResult
  public func remove(
    _ paths: [RepositoryPath], external: [AssetReference] = [], cached: Bool = false,
    force: Bool = false
  ) throws -> RemoveResult {
    try withSettledTree {
      var index = try loadIndex()
      for path in paths where !index.contains(within: path) {
        throw try notTracked(path, index: index)
      }
      let code = index.codeOnly()
      for path in paths where !index.holdsRecorded(within: path) {
        throw WorkingError.isCode(path.string)
      }
      if !cached && !force { try refuseLoss(of: paths, index: index) }
      var result = RemoveResult()
      result.keptOnDisk = cached
      result.external = index.external.filter { external.contains($0.reference) }
      index.external.removeAll { external.contains($0.reference) }
      var removal = FileRemoval(workTree, index)
      for path in paths {
        let rows = index.entries(within: path).map(\.path).filter { !index.isCode($0) }
        if !cached {
          try removal.remove(rows, emptyFolders: index.emptyFolders(within: path), below: path)
        }
        result.paths += rows
        index.remove(within: path)
      }
      if !cached { result.notices += try removal.finish() }
      let metricsBefore = index.metrics.count
      index.replaceCode(with: code)
      result.assets = Declarations.dropEmpty(in: &index).map(AssetReferenceAtPath.init)
      if index.metrics.count < metricsBefore {
        result.notices.append("metrics of the removed files are recorded no more")
      }
      try saveIndex(index)
      result.notices += writeIgnoreBlock(index)
      return result
    }
  }

  private func refuseLoss(of paths: [RepositoryPath], index: Index) throws {
    let retry = "mlx rm --force \(ShellWord.joined(paths.map(\.string)))"
    let changes = try Status.compare(index, in: workTree, within: paths).changes
    let modified = changes.filter { $0.kind == .modified || $0.kind == .typeChanged }
    let lost = try modified.filter { try !isStored($0.path, index: index) }.map(\.path.string)
    guard lost.isEmpty else { throw WorkingError.workingTreeModified(lost, retry: retry) }
    let tree = try headCommitID().map { try commit($0).tree }
    let uncommitted = try paths.flatMap {
      try uncommittedPaths(within: $0, index: index, tree: tree)
    }
    guard uncommitted.isEmpty else {
      throw WorkingError.stagedChanges(uncommitted.map(\.string), retry: retry)
    }
  }

  /// Paths whose staged bytes are not what HEAD has there: no commit may hold them.
  private func uncommittedPaths(
    within path: RepositoryPath, index: Index, tree: TreeID?
  ) throws -> [RepositoryPath] {
    var committed: [RepositoryPath: Digest] = [:]
    if let tree, let entry = try TreeWalk.find(path, in: tree, in: store) {
      if entry.mode == .tree {
        try TreeWalk.files(TreeID(entry.id), at: path, in: store) { committed[$0] = $1.id }
      } else {
        committed[path] = entry.id
      }
    }
    return index.entries(within: path)
      .filter { committed[$0.path] != $0.blob.digest && !index.isCode($0.path) }.map(\.path)
  }
}
