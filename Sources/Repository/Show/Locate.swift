import Objects
import References
import WorkingTree

/// What a name such as `HEAD~1`, `v1:data/a.csv`, `fraud@v1` or `fraud` stands for.
enum Located {
  case commit(CommitID)
  case entry(LocatedEntry)
  /// An asset whose bytes are outside of the repository.
  case external(ExternalAsset, in: CommitID)

  /// The commit that it is, or is in.
  var commit: CommitID? {
    switch self {
    case .commit(let id), .external(_, let id): id
    case .entry(let found): found.commit
    }
  }

  /// The whole asset that was named; nil for anything else.
  var version: AssetVersion? {
    switch self {
    case .commit: nil
    case .external(let asset, _): AssetVersion(asset)
    case .entry(let found):
      found.asset.flatMap { $0.path == found.path ? AssetVersion($0) : nil }
    }
  }
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
      return found
    }
    switch spec {
    case .revision(let revision):
      do {
        return .commit(try resolve(revision))
      } catch let error as RefError where error.code == "unknown-revision" {
        guard let found = try locateInHead(text) else { throw error }
        return found
      }
    case .path(let revision, let path):
      let id = try resolve(revision)
      return .entry(try entry(at: path, in: id, revision: "\(revision)"))
    case .asset(let kind, let name, let revision):
      let id = try resolve(revision)
      let word = kind.map { "\($0.rawValue)/\(name)" } ?? name
      return try located(word, in: id, revision: "\(revision)")
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
  func located(_ word: String, in id: CommitID, revision: String) throws -> Located {
    let commit = try self.commit(id)
    let all = commit.versions
    let found = all.filter { $0.name == word || $0.reference.text == word }
    guard found.count < 2 else {
      throw WorkingError.ambiguousAsset(word, candidates: found.map(\.reference.text))
    }
    if let asset = commit.assets.first(where: { $0.reference == found.first?.reference }) {
      return .entry(try entry(at: asset.path, in: id, revision: revision))
    }
    if let asset = commit.external.first(where: { $0.reference == found.first?.reference }) {
      return .external(asset, in: id)
    }
    let near = NearNames.find(word, among: all.map(\.name))
    throw WorkingError.notInRevision(word, revision: revision, near: near)
  }

  private func locateInHead(_ text: String) throws -> Located? {
    guard let head = try headCommitID() else { return nil }
    let commit = try self.commit(head)
    do {
      return try located(text, in: head, revision: "HEAD")
    } catch WorkingError.notInRevision {
      guard let path = try? RepositoryPath(validating: text), !path.isRoot,
        let found = try TreeWalk.find(path, in: commit.tree, in: store)
      else { return nil }
      let asset = commit.assets.first { path.isWithin($0.path) }
      return .entry(LocatedEntry(commit: head, path: path, entry: found, asset: asset))
    }
  }
}
