// `mlx log`.
import ObjectStore
import Objects
import References
import WorkingTree

extension Repository {
  /// The commits that lead to HEAD, or to the ranges given, newest first.
  ///
  /// Errors: `unknown-revision`, `ambiguous-revision`, `no-commit`.
  public func log(_ options: LogOptions = LogOptions()) throws -> [LogEntry] {
    var entries: [LogEntry] = []
    try forEachLogEntry(options) { entries.append($0) }
    guard !options.paths.isEmpty else { return entries }
    return try withListedParents(entries)
  }

  /// The same, one at a time, so that a long history takes no memory. Parents are those of the commit.
  public func forEachLogEntry(
    _ options: LogOptions, _ body: (LogEntry) throws -> Void
  ) throws {
    let ranges = options.ranges.isEmpty ? [.single(.head)] : options.ranges
    let (tips, hidden) = try resolve(ranges)
    let graph = CommitGraph(store: store, endsAtLosses: true)
    var commits = try CommitSequence(graph: graph, tips: tips, hidden: hidden)
    let names = try decorations()
    let tombstones = try tombstones()
    var left = options.limit ?? .max
    while left > 0, let node = try commits.next() {
      let commit = try commit(node.id)
      guard try didChange(commit, options.paths) else { continue }
      left -= 1
      let lost = commit.parents.filter { !store.containsCommit($0) }
      let changes =
        options.stat && lost.isEmpty
        ? try self.changes(from: commit.parents.first, to: node.id) : nil
      try body(
        LogEntry(
          id: node.id, commit: commit, refs: names[node.id] ?? [], parents: commit.parents,
          changes: changes, lostParents: lost, purged: try purged(tombstones, commit)))
    }
  }

  /// A version whose folders are lost is listed all the same.
  private func purged(_ tombstones: [Tombstone], _ commit: Commit) throws -> [Tombstone] {
    do {
      return try tombstones.held(by: commit.tree, in: store)
    } catch let error as StoreError where error.isLoss {
      return []
    }
  }

  /// Whether a commit differs from all of its parents at one of the paths.
  private func didChange(_ commit: Commit, _ paths: [RepositoryPath]) throws -> Bool {
    if paths.isEmpty { return true }
    let own = try content(of: commit, at: paths)
    if commit.parents.isEmpty { return own.contains { $0 != nil } }
    return try commit.parents.filter(store.containsCommit).allSatisfy {
      try content(of: self.commit($0), at: paths) != own
    }
  }

  private func content(
    of commit: Commit, at paths: [RepositoryPath]
  ) throws -> [PathContent?] {
    try paths.map { path in
      try TreeWalk.find(path, in: commit.tree, in: store).map {
        PathContent(mode: $0.mode, id: $0.id)
      }
    }
  }

  private struct PathContent: Equatable {
    var mode: TreeMode
    var id: Digest
  }

  /// Puts the nearest listed ancestors in the place of parents, so that a graph hangs together.
  private func withListedParents(_ entries: [LogEntry]) throws -> [LogEntry] {
    let listed = Set(entries.map(\.id))
    let oldest = entries.map(\.commit.author.time).min() ?? .min
    let graph = CommitGraph(store: store, endsAtLosses: true)
    return try entries.map { entry in
      var entry = entry
      entry.parents = try entry.commit.parents.filter(store.containsCommit).flatMap {
        try nearest($0, in: listed, notBefore: oldest, graph)
      }
      return entry
    }
  }

  private func nearest(
    _ start: CommitID, in listed: Set<CommitID>, notBefore oldest: Timestamp, _ graph: CommitGraph
  ) throws -> [CommitID] {
    var found: [CommitID] = []
    var seen: Set<CommitID> = [start]
    var queue = [start]
    while let id = queue.popLast() {
      if listed.contains(id) {
        found.append(id)
        continue
      }
      let node = try graph.node(id)
      if node.time.seconds < oldest.seconds - CommitGraph.clockSkewSeconds { continue }
      for parent in node.parents where seen.insert(parent).inserted { queue.append(parent) }
    }
    return found
  }
}
