// `mlx add`.
import ObjectStore
import Objects
import WorkingTree

extension Repository {
  /// Stages paths for the next commit: new assets, changes of tracked ones, deletions.
  ///
  /// - Parameters:
  ///   - kind: what the paths are; guessed when nil.
  ///   - name: the asset's name; the path's when nil. For one path only.
  ///   - all: stage everything that is tracked (below `paths`, when there are any), and what looks
  ///     like a model or dataset and is not ignored.
  public func add(
    _ paths: [RepositoryPath], kind: AssetKind? = nil, name: String? = nil, all: Bool = false
  ) throws -> AddResult {
    guard name == nil || paths.count == 1 else {
      throw WorkingError.nameForSeveral(paths.map(\.string))
    }
    return try withSettledTree {
      let loaded = try loadIndexState()
      let writer = makeWriter()
      var stager = Stager(repository: self, writer: writer, index: loaded.index)
      stager.result.notices = loaded.notices
      do {
        if all {
          for folder in paths.isEmpty ? [.root] : paths { try stager.stageAll(within: folder) }
        } else {
          for path in paths { try stager.stage(path, kind: kind, name: name) }
        }
        stager.index.pending += try writer.seal()
        try saveIndex(stager.index)
      } catch {
        writer.discard()
        throw error
      }
      return stager.result
    }
  }
}

extension Stager {
  /// Everything tracked in a folder, and what looks like an asset there and is not ignored.
  mutating func stageAll(within folder: RepositoryPath) throws {
    try restageAll(within: folder)
    let found = try Suggestions.find(in: repository.workTree, index: index)
    for suggestion in found.suggestions
    where !suggestion.isIgnored && suggestion.path.isWithin(folder) {
      try stage(suggestion.path)
    }
    if !found.isComplete {
      result.notices.append("not every folder was searched for new assets; name them to add them")
    }
  }
}
