import FileIO
import ObjectStore
import Objects

/// Which folders hold a file or a folder, anywhere below them. Remembers each tree object that it
/// looked into: versions of a folder share most of them, and a list of a million names is read a piece
/// at a time.
struct FolderSearch {
  /// More folders in each other than a path can name.
  private static let depthMax = 2_048

  private let store: ObjectStore
  /// Trees that an earlier question read, and those that this one reads.
  private(set) var cache: FolderCache
  private let target: AssetObject
  /// Tree objects that were searched, and whether the target is in or below them.
  private var answers: [TreeID: Bool] = [:]
  /// Where the target is in folders that hold it.
  private var paths: [TreeID: RepositoryPath] = [:]
  /// Folders that are not here.
  private(set) var unread: Set<TreeID> = []

  /// - Parameter target: a blob or a tree.
  init(_ target: AssetObject, in store: ObjectStore, cache: FolderCache = FolderCache()) {
    self.target = target
    self.store = store
    self.cache = cache
  }

  /// Whether the target is below this folder. A folder is not below itself.
  mutating func holds(_ folder: TreeID) throws -> Bool {
    if let known = answers[folder] { return known }
    var path = [try open(folder)]
    while let place = path.indices.last {
      if path[place].isFound {
        for open in path { answers[open.id] = true }
        return true
      }
      guard let child = path[place].children.popLast() else {
        answers[path[place].id] = false
        path.removeLast()
        continue
      }
      switch answers[child] {
      case true?: path[place].isFound = true
      case false?: continue
      case nil: path.append(try open(child))
      }
    }
    return false
  }

  /// Where the target is in a folder that holds it.
  ///
  /// - Parameter depth: folders above it; a path of more than `depthMax` is cut.
  mutating func path(in folder: TreeID, depth: Int = 0) throws -> RepositoryPath {
    if let known = paths[folder] { return known }
    let path = try findPath(in: folder, depth)
    paths[folder] = path
    return path
  }

  private mutating func findPath(in folder: TreeID, _ depth: Int) throws -> RepositoryPath {
    guard depth < Self.depthMax, try holds(folder) else { return .root }
    let bytes = try load(folder)
    switch try TreeCodec.step(folder, bytes) {
    case .pieces(let pieces):
      guard let piece = try pieces.first(where: { try holds($0) }) else { return .root }
      return try path(in: piece, depth: depth + 1)
    case .entries(let entries):
      if let entry = entries.first(where: isTarget) {
        return RepositoryPath.root.appending(unchecked: entry.name(in: bytes))
      }
      let next = try entries.first { try $0.mode == .tree && holds(TreeID($0.id)) }
      guard let next else { return .root }
      let inner = try path(in: TreeID(next.id), depth: depth + 1)
      return RepositoryPath(unchecked: "\(next.name(in: bytes))/\(inner)")
    }
  }

  /// A tree object on the way down, with what of it is still to be searched.
  private struct Open {
    var id: TreeID
    var children: [TreeID] = []
    var isFound = false
  }

  private mutating func open(_ id: TreeID) throws -> Open {
    try Interruption.check()
    var open = Open(id: id)
    do {
      switch try TreeCodec.step(id, try load(id)) {
      case .pieces(let pieces): open.children = pieces
      case .entries(let entries):
        open.isFound = entries.contains(where: isTarget)
        if !open.isFound {
          open.children = entries.filter { $0.mode == .tree }.map { TreeID($0.id) }
        }
      }
    } catch let error as StoreError where error.isLoss {
      if id != TreeCodec.emptyID { unread.insert(id) }
    }
    return open
  }

  private func isTarget(_ entry: TreeStep.Entry) -> Bool {
    entry.mode.isInFolder && entry.id == target.digest && (entry.mode == .tree) == target.isTree
  }

  private mutating func load(_ id: TreeID) throws -> [UInt8] {
    if let known = cache.bytes(of: id) { return known }
    let bytes = try store.read(.tree, id.digest)
    cache.add(id, bytes)
    return bytes
  }
}
