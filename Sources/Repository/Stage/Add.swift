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
  ///   - profiles: find out what is in large files while they are read, for the commit that follows.
  public func add(
    _ paths: [RepositoryPath], kind: AssetKind? = nil, name: String? = nil, all: Bool = false,
    profiles: Bool = true
  ) throws -> AddResult {
    guard name == nil || paths.count == 1 else {
      throw WorkingError.nameForSeveral(paths.map(\.string))
    }
    return try withSettledTree {
      let loaded = try loadIndexState()
      let writer = makeWriter()
      var stager = Stager(
        repository: self, writer: writer, index: loaded.index,
        profiling: try profileOptions(isAsked: profiles))
      stager.result.notices = loaded.notices
      do {
        if all {
          try stager.stageAll(within: paths.isEmpty ? [.root] : paths)
        } else {
          try stager.plan(paths.map { StageWish(path: $0, kind: kind, name: name) })
          for path in paths { try stager.stage(path, kind: kind, name: name) }
        }
        stager.index.pending += try writer.seal()
        try saveIndex(stager.index)
      } catch {
        writer.discard()
        throw error
      }
      stager.result.notices += writeIgnoreBlock(stager.index)
      return stager.result
    }
  }
}

extension Stager {
  /// Everything tracked in some folders, and all there that looks like an asset and is not ignored.
  fileprivate mutating func stageAll(within folders: [RepositoryPath]) throws {
    for folder in folders { try restageAll(within: folder) }
    if folders.contains(.root) { try restageExternal() }
    let found = try Suggestions.find(
      in: repository.workTree, index: index, limits: .everything
    ).suggestions
      .filter { suggestion in folders.contains { suggestion.path.isWithin($0) } }
      .sorted { $0.path < $1.path }
    let new = repository.withoutTrackedByGit(found.filter { !$0.isIgnored })
    try plan(
      new.map {
        let guess = Guess(kind: $0.kind, format: $0.format, why: $0.why)
        return StageWish(path: $0.path, guess: guess)
      })
    for suggestion in new { try stage(suggestion.path) }
    noteNothing(ignored: found.filter(\.isIgnored))
  }

  /// Says so when nothing was there to be staged.
  private mutating func noteNothing(ignored: [Suggestion]) {
    let isNothing =
      result.assets.isEmpty && result.files.isEmpty && result.removed.isEmpty
      && index.external.isEmpty
    if isNothing {
      result.notices.append("nothing here is tracked or looks like a new model or dataset")
    }
    guard let first = ignored.first, isNothing else { return }
    let what = ignored.count == 1 ? "a path" : "\(ignored.count) paths"
    result.notices.append(
      "git ignores \(what) that '-A' would take; name what you want: "
        + "'mlx add \(ShellWord.quoted(first.path.string))'")
  }
}
