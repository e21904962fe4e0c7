// What an audit judges: all that a version names, or only what a range brought.
import ObjectStore
import Objects
import References
import Repository
import WorkingTree

/// A version, what it is compared with, and what of it is new.
struct AuditScope {
  let id: CommitID
  let commit: Commit
  /// Where the range began: the best common ancestor of both sides; nil for all of a version.
  let base: Commit?
  /// The commits that are judged one by one, the oldest first.
  let commits: [CommitID]

  /// Errors: those of reading commits.
  init(_ id: CommitID, base: CommitID?, in repository: Repository) throws {
    self.id = id
    commit = try repository.commit(id)
    guard let base else {
      self.base = nil
      commits = [id]
      return
    }
    // Where history is cut there may be none: then what the left side has is not new.
    let common = try CommitGraph(store: repository.store).mergeBases(base, id).first ?? base
    self.base = try repository.commit(common)
    let range = RevisionRange.difference(from: .name(base.hex), to: .name(id.hex))
    commits = try repository.log(LogOptions(ranges: [range])).map(\.id).reversed()
  }

  /// The objects of the version that the base does not have, by name.
  private var known: [AssetReference: AssetObject] { base?.references ?? [:] }

  /// The assets with files whose bytes are new.
  var assets: [Asset] {
    let known = known
    return commit.assets.filter { known[$0.reference] != $0.object }
  }

  /// The external assets that are new.
  var external: [ExternalAsset] {
    let known = known
    return commit.external.filter { known[$0.reference] != $0.object }
  }

  /// Edges that the base does not have.
  var edges: [LineageEdge] {
    let known = Set(base?.lineage ?? [])
    return commit.lineage.filter { !known.contains($0) }
  }

  /// The code, when it or git's state differs.
  var code: CodeAsset? { commit.code == base?.code ? nil : commit.code }

  /// The environment, when it differs.
  var environment: EnvironmentAsset? {
    commit.environment?.id == base?.environment?.id ? nil : commit.environment
  }

  /// Files of the version that the base does not have at their path, in path order.
  func forEachNewFile(
    in store: ObjectStore, _ body: (RepositoryPath, TreeEntry) throws -> Void
  ) throws {
    try Self.newFiles(from: base?.tree, to: commit.tree, in: store, body)
  }

  static func newFiles(
    from old: TreeID?, to new: TreeID, in store: ObjectStore,
    _ body: (RepositoryPath, TreeEntry) throws -> Void
  ) throws {
    try TreeWalk.diff(old, new, in: store) { change in
      guard let entry = change.new, entry.mode == .file || entry.mode == .executable else { return }
      try body(change.path, entry)
    }
  }

  /// The asset that a path is, or is in.
  func asset(at path: RepositoryPath) -> Asset? {
    commit.assets.first { path.isWithin($0.path) }
  }
}
