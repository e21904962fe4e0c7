import Objects

/// What is recorded as something of its own: assets, metrics and params files. All else that a
/// version has is code.
struct RecordedPaths: Sendable {
  private var assets: Set<RepositoryPath> = []
  private var files: Set<RepositoryPath> = []

  /// What any of some states has.
  init(_ states: [Declarations]) {
    for state in states {
      assets.formUnion(state.assets.map(\.path))
      files.formUnion(state.metrics.map(\.path))
      if let params = state.params { files.insert(params) }
    }
  }

  init(of commits: [Commit]) {
    self.init(commits.map { Declarations($0) })
  }

  func contains(_ path: RepositoryPath) -> Bool {
    if files.contains(path) { return true }
    var folder: RepositoryPath? = path
    while let next = folder {
      if assets.contains(next) { return true }
      folder = next.parent
    }
    return false
  }
}
