import ObjectStore
import Objects
import WorkingTree

// Metrics and params files: tracked paths that belong to no asset, remembered in the index.
extension Stager {
  /// What a tracked path outside assets is for; nil for any other path.
  func role(of path: RepositoryPath) -> FileRole? {
    if index.metrics.contains(where: { $0.path == path }) { return .metrics }
    return index.params == path ? .params : nil
  }

  /// Stages a metrics or params file; when it is gone, its removal, and it is remembered no more.
  mutating func stageFile(_ path: RepositoryPath, role: FileRole) throws {
    let old = index.entry(at: path)
    guard try exists(path) else { return forget(path, role: role) }
    if let asset = index.asset(containing: path) {
      _ = try Add.stage(
        asset, part: path, in: repository.workTree, index: &index, writer: writer)
    } else {
      let status = try repository.workTree.status(at: path, followingLinks: true)
      guard status?.type != .directory else { throw WorkingError.isFolder(path.string) }
      _ = try Add.stageFile(path, in: repository.workTree, index: &index, writer: writer)
    }
    let new = index.entry(at: path)
    let isSameMode = old?.mode == new?.mode
    let change: ChangeKind =
      old == nil
      ? .added : old?.blob != new?.blob ? .modified : isSameMode ? .unchanged : .modeChanged
    result.files.append(AddedFile(path: path, role: role, change: change))
  }

  private mutating func forget(_ path: RepositoryPath, role: FileRole) {
    if index.asset(containing: path) == nil { index.remove(within: path) }
    switch role {
    case .metrics: index.metrics.removeAll { $0.path == path }
    case .params: index.params = nil
    }
    result.files.append(AddedFile(path: path, role: role, change: .deleted))
    result.notices.append("the \(role.rawValue) file '\(path)' is gone and is tracked no more")
  }

  /// Stages a file and remembers it as metrics of a model, in place of what was remembered of it.
  mutating func declareMetrics(_ path: RepositoryPath, model: String, on: String?) throws {
    guard try exists(path) else { throw try repository.notFound(path, index: index) }
    let kept = index.metrics.first { $0.path == path && $0.model == model }?.on
    index.metrics.removeAll { $0.path == path && $0.model == model }
    index.metrics.append(MetricsDeclaration(model: model, path: path, on: on ?? kept))
    try stageFile(path, role: .metrics)
  }

  /// Stages a file and remembers it as the params; the one before is tracked no more.
  mutating func declareParams(_ path: RepositoryPath) throws {
    guard try exists(path) else { throw try repository.notFound(path, index: index) }
    if let old = index.params, old != path, index.asset(containing: old) == nil,
      !index.metrics.contains(where: { $0.path == old })
    {
      index.remove(within: old)
    }
    index.params = path
    try stageFile(path, role: .params)
  }
}
