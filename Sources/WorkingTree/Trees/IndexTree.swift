import ObjectStore
import Objects

/// An asset as a commit names it: its blob or tree, and its bytes.
public struct TreeObject: Sendable, Equatable {
  public let object: AssetObject
  public let size: UInt64
}

/// The trees of an index.
public struct WrittenTree: Sendable {
  public let root: TreeID
  /// The bytes of everything.
  public let size: UInt64
  /// What is at the paths that were asked for; a path where nothing is tracked is missing.
  public let objects: [RepositoryPath: TreeObject]
}

/// From the index to trees, a tree a folder.
public enum IndexTree {
  /// Writes all trees; those that are stored already cost only their hash.
  public static func write(
    _ index: Index, objectsOf paths: [RepositoryPath] = [], writer: StoreWriter
  ) throws -> WrittenTree {
    try build(
      index, objectsOf: paths, limits: writer.store.limits.tree, isStored: writer.holdsTree,
      emit: { _, bytes in _ = try writer.putBytes(.tree, bytes) })
  }

  /// The ids alone; writes nothing.
  public static func compute(
    _ index: Index, objectsOf paths: [RepositoryPath] = [], limits: TreeLimits = .standard
  ) throws -> WrittenTree {
    try build(
      index, objectsOf: paths, limits: limits, isStored: { _ in true }, emit: { _, _ in })
  }

  /// Makes every tree anew, and gives its parts to `emit`, those of inner folders first.
  public static func build(
    _ index: Index, emitting limits: TreeLimits, _ emit: @escaping (TreeID, [UInt8]) throws -> Void
  ) throws -> WrittenTree {
    try build(index, objectsOf: [], limits: limits, emit: emit)
  }

  /// Gives each object to `emit`, those of inner folders first.
  ///
  /// - Parameter isStored: whether a folder whose tree is known need not be given.
  static func build(
    _ index: Index, objectsOf paths: [RepositoryPath], limits: TreeLimits,
    isStored: @escaping (TreeID) throws -> Bool = { _ in false },
    emit: @escaping (TreeID, [UInt8]) throws -> Void
  ) throws -> WrittenTree {
    var builder = TreeBuilder(
      index: index, wanted: Set(paths), parents: Set(paths.compactMap(\.parent)), limits: limits,
      isStored: isStored, emit: emit)
    let (root, size) = try builder.folder(at: .root, rows: 0..<index.folders.count)
    if builder.wanted.contains(.root) {
      builder.objects[.root] = TreeObject(object: .tree(root), size: size)
    }
    return WrittenTree(root: root, size: size, objects: builder.objects)
  }
}

/// Goes down the sorted folders of an index and makes their trees on the way back.
private struct TreeBuilder {
  let index: Index
  let wanted: Set<RepositoryPath>
  let parents: Set<RepositoryPath>
  let limits: TreeLimits
  let isStored: (TreeID) throws -> Bool
  let emit: (TreeID, [UInt8]) throws -> Void
  var objects: [RepositoryPath: TreeObject] = [:]

  /// - Parameter rows: the folder's own row, if it has one, and those of all folders below it.
  mutating func folder(
    at path: RepositoryPath, rows: Range<Int>
  ) throws -> (TreeID, UInt64) {
    var below = rows
    var entries: [TreeEntry] = []
    var own: Int?
    if let first = rows.first, index.folders[first].pathLength == path.string.utf8.count {
      if rows.count == 1, let known = try known(first, at: path) { return (known.id, known.size) }
      own = first
      try appendFiles(of: first, at: path, to: &entries)
      below = rows.dropFirst()
    }
    let files = entries.count
    while let first = below.first {
      let name = childName(first, below: path)
      let child = path.appending(unchecked: name)
      let range = below.lowerBound..<end(of: below, within: child)
      let (id, size) = try folder(at: child, rows: range)
      if wanted.contains(child) {
        objects[child] = TreeObject(object: .tree(id), size: size)
      }
      entries.append(TreeEntry(mode: .tree, name: name, size: size, id: id.digest))
      below = range.upperBound..<rows.upperBound
    }
    if files > 0 && files < entries.count {
      entries.sort { PathOrder.isNameBefore($0.name, $1.name) }
    }
    let id = try TreeCodec.encode(entries, limits: limits, emit: emit)
    let size = entries.reduce(0) { $0 &+ $1.size }
    if let own, rows.count == 1 { index.remember(FolderTree(id: id, size: size), of: own) }
    return (id, size)
  }

  /// The tree of a folder without folders, if it need not be made again.
  private func known(_ folder: Int, at path: RepositoryPath) throws -> FolderTree? {
    guard !parents.contains(path), let known = index.knownTree(folder), try isStored(known.id)
    else { return nil }
    return known
  }

  private mutating func appendFiles(
    of folder: Int, at path: RepositoryPath, to entries: inout [TreeEntry]
  ) throws {
    let isAsked = parents.contains(path)
    for row in index.folders[folder].fileRange {
      let file = index.files[row]
      let name = index.text(file.nameRange)
      entries.append(TreeEntry(mode: file.mode, name: name, size: file.size, id: file.blob))
      guard isAsked else { continue }
      let child = path.appending(unchecked: name)
      if wanted.contains(child) {
        objects[child] = TreeObject(object: .blob(BlobID(file.blob)), size: file.size)
      }
    }
  }

  /// The name that leads from a folder towards one below it.
  private func childName(_ folder: Int, below path: RepositoryPath) -> String {
    let range = index.folders[folder].pathRange
    let start = range.lowerBound + (path.isRoot ? 0 : path.string.utf8.count + 1)
    let end = index.names[start..<range.upperBound].firstIndex(of: PathOrder.slash)
    return index.text(start..<(end ?? range.upperBound))
  }

  private func end(of rows: Range<Int>, within path: RepositoryPath) -> Int {
    PathOrder.withBytes(path.string) { bytes in
      index.names.withUnsafeBytes { heap in
        rows.first {
          let folder = UnsafeRawBufferPointer(rebasing: heap[index.folders[$0].pathRange])
          return !PathOrder.isWithin(folder, bytes)
        } ?? rows.upperBound
      }
    }
  }
}
