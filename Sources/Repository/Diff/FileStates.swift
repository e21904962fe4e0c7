import ObjectStore
import Objects
import WorkingTree

/// A file, link or empty folder of one state, by its path in its asset.
struct FileState {
  var path: RepositoryPath
  var mode: TreeMode
  var id: Digest
  var size: UInt64

  var isFolder: Bool { mode == .tree }
  var blob: BlobID? { isFolder ? nil : BlobID(id) }
}

/// A place in an asset that differs between two states; the path is relative to the asset.
struct FilePair {
  var path: RepositoryPath
  var before: FileState?
  var after: FileState?
}

/// Compares the files of one asset in two states.
struct FileStates {
  let store: ObjectStore

  /// Every place that differs, in path order. Two trees are compared by id first; else both are listed.
  ///
  /// - Parameter isModeChanged: it is one file whose id is the same and whose mode is not.
  func changes(
    _ before: (asset: Asset, in: Snapshot)?, _ after: (asset: Asset, in: Snapshot)?,
    isModeChanged: Bool = false
  ) throws -> [FilePair] {
    if let before, let after, before.asset.object == after.asset.object, !isModeChanged {
      return []
    }
    if case .tree(let old)? = before?.asset.object, case .tree(let new)? = after?.asset.object,
      case .tree? = before?.in.source, case .tree? = after?.in.source
    {
      return try treeChanges(old, new)
    }
    return Self.merge(
      try before.map { try list($0.asset, in: $0.in) } ?? [],
      try after.map { try list($0.asset, in: $0.in) } ?? [])
  }

  /// All files of an asset, in path order.
  func list(_ asset: Asset, in snapshot: Snapshot) throws -> [FileState] {
    switch (snapshot.source, asset.object) {
    case (.nothing, _), (_, .environment):
      return []
    case (.index(let index), _):
      return Self.list(index, within: asset.path)
    case (.tree(let root), .blob):
      guard let entry = try TreeWalk.find(asset.path, in: root, in: store) else { return [] }
      return [FileState(path: .root, mode: entry.mode, id: entry.id, size: entry.size)]
    case (.tree, .tree(let tree)):
      var states: [FileState] = []
      try TreeWalk.files(tree, in: store) { path, entry in
        states.append(FileState(path: path, mode: entry.mode, id: entry.id, size: entry.size))
      }
      return states
    }
  }

  /// The places in the code of two states that differ, in path order.
  func codeChanges(_ before: Snapshot, _ after: Snapshot) throws -> [FilePair] {
    if case .index = before.source {
    } else if case .index = after.source {
    } else {
      if before.code == after.code { return [] }
      return try treeChanges(before.code ?? TreeCodec.emptyID, after.code ?? TreeCodec.emptyID)
    }
    return Self.merge(try code(of: before), try code(of: after))
  }

  private func code(of snapshot: Snapshot) throws -> [FileState] {
    if case .index(let index) = snapshot.source {
      return index.codeEntries().map {
        FileState(path: $0.path, mode: $0.mode, id: $0.blob.digest, size: $0.size)
      }.sorted { $0.path < $1.path }
    }
    var states: [FileState] = []
    guard let code = snapshot.code else { return states }
    try TreeWalk.files(code, in: store) { path, entry in
      states.append(FileState(path: path, mode: entry.mode, id: entry.id, size: entry.size))
    }
    return states.sorted { $0.path < $1.path }
  }

  private static func list(_ index: Index, within folder: RepositoryPath) -> [FileState] {
    var states: [FileState] = []
    index.forEachEntry(within: folder) { entry in
      guard let path = entry.path.relative(to: folder) else { return }
      states.append(
        FileState(path: path, mode: entry.mode, id: entry.blob.digest, size: entry.size))
    }
    let empty = index.emptyFolders(within: folder).compactMap { $0.relative(to: folder) }
    guard !empty.isEmpty else { return states }
    let id = TreeCodec.emptyID.digest
    states += empty.map { FileState(path: $0, mode: .tree, id: id, size: 0) }
    return states.sorted { $0.path < $1.path }
  }

  private func treeChanges(_ old: TreeID, _ new: TreeID) throws -> [FilePair] {
    var pairs: [FilePair] = []
    try TreeWalk.diff(old, new, in: store) { change in
      func state(_ entry: TreeEntry) -> FileState {
        FileState(path: change.path, mode: entry.mode, id: entry.id, size: entry.size)
      }
      pairs.append(
        FilePair(path: change.path, before: change.old.map(state), after: change.new.map(state)))
    }
    return pairs
  }

  /// Both lists are in path order.
  static func merge(_ old: [FileState], _ new: [FileState]) -> [FilePair] {
    var pairs: [FilePair] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if j == new.count || (i < old.count && old[i].path < new[j].path) {
        pairs.append(FilePair(path: old[i].path, before: old[i], after: nil))
        i += 1
      } else if i == old.count || new[j].path < old[i].path {
        pairs.append(FilePair(path: new[j].path, before: nil, after: new[j]))
        j += 1
      } else {
        if old[i].id != new[j].id || old[i].mode != new[j].mode {
          pairs.append(FilePair(path: old[i].path, before: old[i], after: new[j]))
        }
        i += 1
        j += 1
      }
    }
    return pairs
  }
}
