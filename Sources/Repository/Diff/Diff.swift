// `mlx diff`.
import Objects
import References
import WorkingTree

extension Repository {
  /// What differs between two states, at or below `paths` when there are any.
  ///
  /// - Parameters:
  ///   - byLine: compare texts by line.
  ///   - tensorBytesMax: compare models by tensor, and read at most so many bytes of an asset for it;
  ///     when there are more, what names, shapes and stored chunks tell remains. nil: do not.
  ///   - tables: compare tables by row.
  public func diff(
    _ spec: DiffSpec, paths: [RepositoryPath] = [], byLine: Bool = false,
    tensorBytesMax: UInt64? = nil, tables: TableRequest? = nil
  ) throws -> DiffReport {
    let (before, after) = try snapshots(spec)
    return try DiffBuilder(
      repository: self, before: before, after: after, paths: paths,
      lines: byLine ? LineReader(store: store, workTree: workTree) : nil,
      models: modelDiffs(tensorBytesMax),
      tables: tableComparer(tables)
    ).build()
  }

  /// What a commit changed. Cheap: shared bytes are not measured.
  ///
  /// - Parameter codeByLine: compare texts among the code by line, and no other file.
  public func changes(
    from: CommitID?, to: CommitID, codeByLine: Bool = false
  ) throws -> DiffReport {
    var builder = DiffBuilder(
      repository: self, before: try snapshot(of: from), after: try snapshot(of: to),
      measuresShared: false)
    if codeByLine { builder.codeLines = LineReader(store: store, workTree: workTree) }
    return try builder.build()
  }

  func modelDiffs(_ bytesMax: UInt64?) -> ModelDiffs? {
    bytesMax.map { ModelDiffs(store: store, workTree: workTree, bytesMax: $0) }
  }

  private func snapshots(_ spec: DiffSpec) throws -> (Snapshot, Snapshot) {
    switch spec {
    case .between(let from, let to):
      return (try snapshot(of: resolve(from)), try snapshot(of: resolve(to)))
    case .sinceFork(let from, let to):
      let tip = try resolve(to)
      let base = try CommitGraph(store: store).mergeBases(resolve(from), tip).first
      return (try snapshot(of: base), try snapshot(of: tip))
    case .staged(let revision):
      let head = try headCommitID()
      let from = try revision.map { try resolve($0) } ?? head
      let staged = try snapshot(
        of: loadIndex(), side: .index, head: head.map { try commit($0) })
      return (try snapshot(of: from), staged)
    case .workTree:
      let head = try headCommitID().map { try commit($0) }
      let index = try loadIndex()
      return (
        try snapshot(of: index, side: .index, head: head),
        try snapshot(of: workTreeIndex(from: index), side: .workTree, head: head)
      )
    case .revision(let revision):
      let head = try headCommitID().map { try commit($0) }
      let current = try workTreeIndex(from: loadIndex())
      return (
        try snapshot(of: resolve(revision)),
        try snapshot(of: current, side: .workTree, head: head)
      )
    }
  }
}
