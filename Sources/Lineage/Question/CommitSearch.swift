import ObjectStore
import Objects
import References

/// Looks names up in one commit.
struct CommitSearch {
  let store: ObjectStore
  let id: CommitID
  let commit: Commit

  init(store: ObjectStore, id: CommitID, _ commit: Commit) {
    self.store = store
    self.id = id
    self.commit = commit
  }

  /// The asset of a name, or of a kind and a name. Errors: `ambiguous-asset`.
  func asset(_ word: String) throws -> LineageSubject? {
    let found = commit.sightings.filter { $0.reference.answers(to: word) }
    guard found.count < 2 else {
      throw LineageError.ambiguous(word, candidates: found.map(\.reference.text))
    }
    return found.first.map(subject)
  }

  /// What is at a path: an asset, or a part of one, or of the code.
  func path(_ text: String) throws -> LineageSubject? {
    guard let path = try? RepositoryPath(validating: text), !path.isRoot else { return nil }
    if let asset = commit.sightings.first(where: { $0.path == path }) { return subject(asset) }
    let lookup = PathLookup(store: store)
    guard let entry = try lookup.entry(at: path, in: commit.tree) else { return nil }
    let item = LineageItem.object(entry.object)
    var found = LineageSubject(
      items: [item],
      name: LineageName(subject: .path(path), path: path, commit: subjectCommit))
    if let asset = commit.assets.first(where: { path.isWithin($0.path) && $0.object.isTree }),
      let inner = path.relative(to: asset.path)
    {
      found.whole = LineageSubject.Whole(
        reference: asset.reference, object: asset.object, path: inner)
    } else if let code = commit.code,
      try lookup.entryIfThere(at: path, in: code.tree)?.id == entry.id
    {
      found.whole = LineageSubject.Whole(
        reference: CodeAsset.reference, object: .tree(code.tree), path: path)
    }
    return found
  }

  private func subject(_ asset: LineageSighting) -> LineageSubject {
    LineageSubject(
      items: [.object(asset.object)],
      name: LineageName(
        subject: .asset(asset.reference), path: asset.path, commit: subjectCommit))
  }

  private var subjectCommit: LineageCommit {
    LineageCommit(LineageFacts(id, commit, parents: [commit]))
  }
}

/// Finds paths in stored trees.
struct PathLookup {
  let store: ObjectStore

  /// What is at a path below a tree; nil when there is nothing.
  func entry(at path: RepositoryPath, in tree: TreeID) throws -> TreeEntry? {
    var found = TreeEntry(mode: .tree, name: "", size: 0, id: tree.digest)
    for name in path.components {
      guard found.mode == .tree, TreeID(found.id) != TreeCodec.emptyID,
        let entry = try TreeCodec.entry(
          named: String(name), in: TreeID(found.id), load: { try store.read(.tree, $0.digest) }),
        entry.mode.isInFolder
      else { return nil }
      found = entry
    }
    return found
  }

  /// The paths in the folder that a path would be in; none when there is no such folder.
  func siblings(of path: String, in tree: TreeID) throws -> [String] {
    guard let path = try? RepositoryPath(validating: path), let folder = path.parent,
      let found = try entry(at: folder, in: tree), found.mode == .tree,
      TreeID(found.id) != TreeCodec.emptyID
    else { return [] }
    return try TreeCodec.decode(TreeID(found.id)) { try store.read(.tree, $0.digest) }
      .map { folder.appending(unchecked: $0.name).string }
  }

  /// What is at a path; nil also when the tree is not here.
  func entryIfThere(at path: RepositoryPath, in tree: TreeID) throws -> TreeEntry? {
    do {
      return try entry(at: path, in: tree)
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }
}

extension TreeEntry {
  /// What a file or folder of a tree is the id of.
  var object: AssetObject { mode == .tree ? .tree(TreeID(id)) : .blob(BlobID(id)) }
}
