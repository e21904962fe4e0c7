import Chunking
import FileIO
import ObjectStore
import Objects

extension IndexTree {
  /// The index that holds exactly a tree's files and empty folders, without declarations.
  ///
  /// - Parameter keeping: rows of this index with the same content and mode are taken over with
  ///   their stat; all others are compared with the disk at the next status.
  public static func index(
    from tree: TreeID?, in store: ObjectStore, keeping: Index? = nil
  ) throws -> Index {
    try index(from: tree, load: TreeWalk.load(from: store), keeping: keeping)
  }

  static func index(
    from tree: TreeID?, load: @escaping TreeWalk.Load, keeping: Index?
  ) throws -> Index {
    var index = Index()
    guard let tree else { return index }
    var reader = TreeRows(load: load, keeping: keeping)
    try reader.folder(tree, at: .root)
    index.apply(reader.edits, dropping: 0..<0)
    return index
  }
}

/// Reads trees into the rows of an index, folders in path order.
private struct TreeRows {
  let load: TreeWalk.Load
  let keeping: Index?
  var edits: [FolderEdit] = []

  mutating func folder(_ tree: TreeID, at path: RepositoryPath) throws {
    let entries = try TreeWalk.list(tree, load: load)
    let known = keeping?.folderIndex(at: path)
    var edit = FolderEdit(path: path)
    edit.isEmpty = entries.isEmpty && !path.isRoot
    for entry in entries where entry.mode != .tree {
      edit.files.append(FolderEdit.File(name: entry.name, row: row(entry, at: path, known)))
    }
    edits.append(edit)
    for entry in entries where entry.mode == .tree {
      try folder(TreeID(entry.id), at: path.appending(inTree: entry.name))
    }
  }

  private func row(_ entry: TreeEntry, at folder: RepositoryPath, _ known: Int?) -> FileRow {
    let path = folder.appending(unchecked: entry.name)
    var fresh = FileRow(
      IndexEntry(path: path, blob: BlobID(entry.id), size: entry.size, mode: entry.mode))
    guard let keeping, let known,
      let old = keeping.fileIndex(named: entry.name, in: known)
    else { return fresh }
    let row = keeping.files[old]
    if row.blob == entry.id && row.mode == entry.mode { return row }
    fresh.cutter = row.cutter
    return fresh
  }
}
