// One git commit as a commit of mlx: built from objects, with no work tree.
import GitBridge
import ObjectStore
import Objects
import Repository
import WorkingTree

/// A version that was made.
struct BuiltVersion {
  let commit: Commit
  let missing: [MissingContent]
  let faults: [String]
  /// Outputs, by DVC's names.
  let outputs: [PlacedOutput]
}

/// Makes versions of git commits.
final class VersionBuilder {
  private static let smallBytesMax = 16 << 20

  private let git: GitRepository
  private let repository: Repository
  private let content: ContentImport
  private let trees: GitTrees
  private let remote: String?
  /// What DVC's names stand for.
  private(set) var aliases: [DVCHash: AssetObject]

  init(
    _ git: GitRepository, _ repository: Repository, content: ContentImport, writer: StoreWriter,
    aliases: [DVCHash: AssetObject]
  ) throws {
    self.git = git
    self.repository = repository
    self.content = content
    self.aliases = aliases
    trees = GitTrees(git, repository, writer: writer)
    remote = try git.remoteURL()
  }

  /// Files that are in no snapshot of code since they seem to hold secrets.
  var secrets: [String] { trees.secrets.sorted() }

  /// Builds the version of a git commit; its objects are put, its record is not.
  ///
  /// - Parameter parents: the versions before, in order.
  func build(_ step: PlannedStep, parents: [(id: CommitID, commit: Commit)]) throws -> BuiltVersion
  {
    let files = FolderFiles(git: git, tree: step.tree, placed: [:], content: nil)
    let outputs = try VersionOutputs(
      step.state, isInGit: { try files.isInGit($0) }, content: content)
    for output in outputs.placed.values { aliases[output.hash] = output.object }
    let previous = parents.reversed().reduce(into: [RepositoryPath: Asset]()) { all, parent in
      for asset in parent.commit.assets { all[asset.path] = asset }
    }
    let naming = AssetNaming(state: step.state, previous: previous, content: content)
    let placed = outputs.placed.values.sorted { $0.path < $1.path }
    var assets = Dictionary(
      try naming.assets(placed).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let measured = try metrics(step.state, assets, outputs.placed)
    // A file is either the metrics of a model or an asset.
    for record in measured.records {
      if let path = record.path { assets[path] = nil }
    }
    let (tree, code) = try write(step, outputs.placed, assets, measured)
    let edges = VersionEdges(
      state: step.state, assets: assets, placed: outputs.placed, code: code,
      files: FolderFiles(git: git, tree: step.tree, placed: outputs.placed, content: content),
      aliases: aliases,
      previous: parents.flatMap(\.commit.lineage))
    let commit = Commit(
      parents: parents.map(\.id), tree: tree, assets: Array(assets.values), code: code,
      lineage: try edges.edges(), metrics: measured.records, params: measured.params,
      author: Self.author(of: step.git, after: parents.map(\.commit)),
      message: Self.message(step.git))
    return BuiltVersion(
      commit: commit, missing: outputs.missing,
      faults: step.state.faults + outputs.faults + measured.faults, outputs: placed)
  }

  private func metrics(
    _ state: DVCState, _ assets: [RepositoryPath: Asset], _ placed: [RepositoryPath: PlacedOutput]
  ) throws -> VersionMetrics.Outcome {
    try VersionMetrics(
      state: state, git: git, assets: assets, placed: placed,
      read: { try self.content.bytes(of: $0, $1, bytesMax: Self.smallBytesMax) },
      put: { try self.trees.put($0) }
    ).outcome()
  }

  /// Everything that is recorded, and the code alone.
  private func write(
    _ step: PlannedStep, _ placed: [RepositoryPath: PlacedOutput],
    _ assets: [RepositoryPath: Asset],
    _ measured: VersionMetrics.Outcome
  ) throws -> (TreeID, CodeAsset) {
    let recorded = measured.records.compactMap(\.path) + [measured.params?.path].compactMap { $0 }
    let gone = recorded.map { GitTrees.Edit($0, nil) } + assets.keys.map { GitTrees.Edit($0, nil) }
    let code = try trees.root(step.tree, edits: gone)
    let own = Set(assets.keys).union(recorded)
    let added = placed.values.filter { own.contains($0.path) }.map {
      GitTrees.Edit($0.path, $0.entry)
    }
    let tree = try trees.root(step.tree, edits: added)
    let state = GitState(commit: step.git.id, branch: nil, remote: remote, isDirty: false)
    return (
      tree.id, CodeAsset(tree: code.id, size: code.size, fileCount: code.files, git: state)
    )
  }

  /// Who wrote it, at the time when it was put where it is: times of authors jump back and forth after a rebase, and
  /// questions about history count on times that go forward. So a time before that of a parent is the parent's.
  private static func author(of commit: GitCommit, after parents: [Commit]) -> Author {
    var author = commit.author
    author.time = parents.map(\.author.time).reduce(
      Timestamp(seconds: commit.committedSeconds), max)
    return author
  }

  /// As `mlx commit` keeps a message: without white space at its end.
  private static func message(_ commit: GitCommit) -> String {
    var text = commit.message
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
