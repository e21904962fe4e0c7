import Objects
import References
import WorkingTree

/// What a name such as `HEAD~1`, `v1:data/a.csv`, `fraud@v1` or `fraud` stands for.
enum Located {
  case commit(CommitID)
  case entry(LocatedEntry)
}

/// A file or folder of a commit.
struct LocatedEntry {
  let commit: CommitID
  let path: RepositoryPath
  let entry: TreeEntry
  /// The asset that it is, or is part of.
  let asset: Asset?
}

extension Repository {
  /// Finds what is named. A bare word that is no revision is looked up as an asset of HEAD, then as a
  /// path of HEAD.
  func locate(_ text: String) throws -> Located {
    let spec: ObjectSpec
    do {
      spec = try ObjectSpec(parsing: text)
    } catch {
      // `model/fraud`, or a path with characters that no revision has.
      guard let found = try locateInHead(text) else { throw error }
      return .entry(found)
    }
    switch spec {
    case .revision(let revision):
      do {
        return .commit(try resolve(revision))
      } catch let error as RefError where error.code == "unknown-revision" {
        guard let found = try locateInHead(text) else { throw error }
        return .entry(found)
      }
    case .path(let revision, let path):
      let id = try resolve(revision)
      return .entry(try entry(at: path, in: id, revision: "\(revision)"))
    case .asset(let kind, let name, let revision):
      let id = try resolve(revision)
      let word = kind.map { "\($0.rawValue)/\(name)" } ?? name
      let asset = try self.asset(word, in: try commit(id), revision: "\(revision)")
      return .entry(try entry(at: asset.path, in: id, revision: "\(revision)"))
    }
  }

  /// What a commit has at a path.
  func entry(
    at path: RepositoryPath, in id: CommitID, revision: String
  ) throws -> LocatedEntry {
    let commit = try self.commit(id)
    if path.isRoot { return try root(of: commit, id) }
    guard let entry = try TreeWalk.find(path, in: commit.tree, in: store) else {
      let folder = path.parent ?? .root
      let siblings = try TreeWalk.find(folder, in: commit.tree, in: store)
      let names =
        try siblings.map { $0.mode == .tree ? try TreeWalk.list(TreeID($0.id), in: store) : [] }
        ?? []
      let near = NearNames.find(path.name, among: names.map(\.name))
        .map { folder.appending(unchecked: $0).string }
      throw WorkingError.notInRevision(path.string, revision: revision, near: near)
    }
    let asset = commit.assets.first { path.isWithin($0.path) }
    return LocatedEntry(commit: id, path: path, entry: entry, asset: asset)
  }

  /// No entry names the root: its size is that of what is in it.
  private func root(of commit: Commit, _ id: CommitID) throws -> LocatedEntry {
    let size = try TreeWalk.list(commit.tree, in: store).reduce(0) { $0 &+ $1.size }
    let entry = TreeEntry(mode: .tree, name: "", size: size, id: commit.tree.digest)
    return LocatedEntry(commit: id, path: .root, entry: entry, asset: nil)
  }

  /// The asset that `name` or `kind/name` means in a commit.
  func asset(_ word: String, in commit: Commit, revision: String) throws -> Asset {
    let found = commit.assets.filter { $0.name == word || "\($0.kind.rawValue)/\($0.name)" == word }
    guard found.count < 2 else {
      throw WorkingError.ambiguousAsset(
        word, candidates: found.map { "\($0.kind.rawValue)/\($0.name)" })
    }
    guard let asset = found.first else {
      let near = NearNames.find(word, among: commit.assets.map(\.name))
      throw WorkingError.notInRevision(word, revision: revision, near: near)
    }
    return asset
  }

  private func locateInHead(_ text: String) throws -> LocatedEntry? {
    guard let head = try headCommitID() else { return nil }
    let commit = try self.commit(head)
    do {
      let asset = try asset(text, in: commit, revision: "HEAD")
      return try entry(at: asset.path, in: head, revision: "HEAD")
    } catch WorkingError.notInRevision {
      guard let path = try? RepositoryPath(validating: text), !path.isRoot,
        let found = try TreeWalk.find(path, in: commit.tree, in: store)
      else { return nil }
      let asset = commit.assets.first { path.isWithin($0.path) }
      return LocatedEntry(commit: head, path: path, entry: found, asset: asset)
    }
  }
}
