import FileIO
import Objects

/// What changes in one folder of the index: files set or removed, and whether it is recorded as
/// empty. Edits are applied in the order of folders, each with its files in the order of names.
struct FolderEdit: Sendable {
  struct File: Sendable {
    var name: String
    /// Nil removes the file.
    var row: FileRow?
  }

  var path: RepositoryPath
  var files: [File] = []
  /// Nil leaves it as it is.
  var isEmpty: Bool?
  /// The folder's time, when it holds the files that it has in the index afterwards and nothing else.
  var ctime = FileTime.never
  /// Whether rows of the folder stay that would otherwise go with all that is replaced.
  var keepsOthers = false

  /// Sorted, one edit a folder, the last change of a path winning.
  static func group(
    _ changes: [IndexChange], setting entries: some Sequence<IndexEntry> = EmptyCollection()
  ) -> [FolderEdit] {
    var edits: [FolderEdit] = []
    var all = changes.compactMap(Keyed.init)
    // One by one: of a million, a list of changes would take as much memory again.
    for entry in entries {
      if let keyed = Keyed(.set(entry)) { all.append(keyed) }
    }
    all.sort(by: Keyed.isBefore)
    for keyed in all {
      if edits.last?.path != keyed.folder { edits.append(FolderEdit(path: keyed.folder)) }
      edits[edits.count - 1].take(keyed)
    }
    return edits
  }

  private mutating func take(_ keyed: Keyed) {
    if let isEmpty = keyed.isEmpty {
      self.isEmpty = isEmpty
    } else if files.last?.name.utf8.elementsEqual(keyed.name.utf8) == true {
      files[files.count - 1].row = keyed.row
    } else {
      files.append(File(name: keyed.name, row: keyed.row))
    }
  }

  /// A change with the folder that it belongs to.
  private struct Keyed {
    let folder: RepositoryPath
    let name: String
    let row: FileRow?
    let isEmpty: Bool?

    init?(_ change: IndexChange) {
      switch change {
      case .set(let entry):
        guard let parent = entry.path.parent else { return nil }
        (folder, name, row, isEmpty) = (parent, entry.path.name, FileRow(entry), nil)
      case .remove(let path):
        guard let parent = path.parent else { return nil }
        (folder, name, row, isEmpty) = (parent, path.name, nil, nil)
      case .emptyFolder(let path):
        (folder, name, row, isEmpty) = (path, "", nil, true)
      case .removeEmptyFolder(let path):
        (folder, name, row, isEmpty) = (path, "", nil, false)
      }
    }

    static func isBefore(_ a: Keyed, _ b: Keyed) -> Bool {
      if a.folder != b.folder { return a.folder < b.folder }
      return PathOrder.isNameBefore(a.name, b.name)
    }
  }
}
