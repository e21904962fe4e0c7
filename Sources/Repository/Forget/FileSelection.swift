// The files that `mlx drop` and `mlx purge` are about.
import ObjectStore
import Objects
import References
import WorkingTree

/// A file of an asset in a version.
package struct SelectedFile: Sendable, Equatable {
  package var path: RepositoryPath
  package var blob: BlobID
  package var size: UInt64
}

extension Repository {
  /// The files that words name: an asset, at a version or at HEAD, a path of HEAD or of a revision, or a
  /// revision, which means all its assets. Each content once. Of other versions than HEAD those files are left
  /// out that HEAD or the index has, too.
  ///
  /// Errors: those of finding it; `object-absent` for what is external, and so not stored anyway.
  package func files(named words: [String]) throws -> [SelectedFile] {
    let head = try headCommitID()
    var selection = FileSelection(store: store)
    var other = FileSelection(store: store)
    for word in words {
      let found = try locate(word)
      var files = FileSelection(store: store)
      switch found {
      case .commit(let id): try files.add(assetsOf: commit(id))
      case .entry(let found): try files.add(found.entry, at: found.path)
      case .external(let asset, _):
        throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
      }
      if found.commit == head { selection.add(files.files) } else { other.add(files.files) }
    }
    if other.files.isEmpty { return selection.files }
    let kept = try currentBlobs()
    selection.add(other.files.filter { !kept.contains($0.blob) })
    return selection.files
  }

  /// The files of assets in all versions that a ref leads to, but not those that HEAD or the index has.
  package func filesButHead() throws -> [SelectedFile] {
    let view = try currentView()
    var tips = Array(view.branches.values) + view.tags.values + view.remoteBranches.values
    if let head = view.head.commit { tips.append(head) }
    var selection = FileSelection(store: store)
    for id in try CommitGraph(store: store).commits(tips, hiding: []).keys.sorted() {
      try selection.add(assetsOf: commit(id))
    }
    let kept = try currentBlobs()
    return selection.files.filter { !kept.contains($0.blob) }
  }

  /// What HEAD's assets and the index have.
  private func currentBlobs() throws -> Set<BlobID> {
    var kept = FileSelection(store: store)
    if let head = try headCommitID() { try kept.add(assetsOf: commit(head)) }
    var blobs = Set(kept.files.map(\.blob))
    try loadIndex().forEachEntry(within: .root) { blobs.insert($0.blob) }
    return blobs
  }

  /// Files of the work tree that have one of these contents, by the index.
  package func filesOfWorkTree(with blobs: Set<BlobID>) throws -> [RepositoryPath] {
    var found: [RepositoryPath] = []
    try loadIndex().forEachEntry(within: .root) { entry in
      if blobs.contains(entry.blob), try workTree.status(at: entry.path) != nil {
        found.append(entry.path)
      }
    }
    return found.sorted()
  }

  /// Marks all that commits which are here lead to, with those before them.
  package func mark(_ commits: [CommitID], in marks: LiveMarks) throws {
    var walk = MarkWalk(store: store, marks: marks)
    for commit in commits where try store.isStored(ObjectKey(kind: .record, digest: commit.digest))
    {
      try walk.commit(commit)
    }
  }
}

/// Collects files of folders, each content once.
struct FileSelection {
  let store: ObjectStore
  private(set) var files: [SelectedFile] = []
  private var blobs: Set<BlobID> = []
  private var trees: Set<TreeID> = []

  init(store: ObjectStore) { self.store = store }

  /// Files of models, datasets and artifacts.
  mutating func add(assetsOf commit: Commit) throws {
    for asset in commit.assets {
      switch asset.object {
      case .blob(let blob): add(SelectedFile(path: asset.path, blob: blob, size: asset.size))
      case .tree(let tree): try add(tree, at: asset.path)
      case .environment: continue
      }
    }
  }

  mutating func add(_ entry: TreeEntry, at path: RepositoryPath) throws {
    if entry.mode == .tree { return try add(TreeID(entry.id), at: path) }
    add(SelectedFile(path: path, blob: BlobID(entry.id), size: entry.size))
  }

  mutating func add(_ files: [SelectedFile]) { for file in files { add(file) } }

  private mutating func add(_ file: SelectedFile) {
    if blobs.insert(file.blob).inserted { files.append(file) }
  }

  private mutating func add(_ tree: TreeID, at path: RepositoryPath) throws {
    guard trees.insert(tree).inserted else { return }
    for entry in try TreeWalk.list(tree, in: store) where entry.mode != .symlink {
      try add(entry, at: path.appending(inTree: entry.name))
    }
  }
}
