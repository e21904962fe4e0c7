import FileIO
import Objects

/// A row whose content was compared and found equal: its stat as it is now.
public struct IndexRefresh: Sendable {
  let row: Int
  let status: FileStatus
  let flags: IndexFlags
}

/// A folder that was found to hold the files of its rows and nothing else, with its own time.
public struct FolderRefresh: Sendable {
  let row: Int
  let ctime: FileTime
}

// Edits: each makes the rows anew in one pass.
extension Index {
  /// Many edits at once.
  public mutating func apply(_ changes: [IndexChange]) {
    guard !changes.isEmpty else { return }
    apply(FolderEdit.group(changes), dropping: 0..<0)
  }

  /// The same, and then tracks some entries.
  mutating func apply(_ changes: [IndexChange], setting entries: some Sequence<IndexEntry>) {
    apply(FolderEdit.group(changes, setting: entries), dropping: 0..<0)
  }

  /// Forgets what is at or below a path and tracks these entries and empty folders there.
  public mutating func replace(
    within path: RepositoryPath, with entries: [IndexEntry], emptyFolders: [RepositoryPath] = []
  ) {
    let changes = entries.map(IndexChange.set) + emptyFolders.map(IndexChange.emptyFolder)
    replace(within: path, with: FolderEdit.group(changes))
  }

  /// Forgets the file at a path, or everything below it.
  public mutating func remove(within path: RepositoryPath) {
    replace(within: path, with: [FolderEdit]())
  }

  /// Tracks under another path what is tracked at or below `source`, with its stat.
  ///
  /// Errors: `pathInvalid` for a target within the source.
  public mutating func move(_ source: RepositoryPath, to target: RepositoryPath) throws {
    guard source == target || !target.isWithin(source) else {
      throw WorkTreeError.pathInvalid(target.string, reason: "it is inside '\(source)'")
    }
    var moved: [IndexChange] = []
    forEachEntry(within: source) { entry in
      var entry = entry
      entry.path = Self.rebase(entry.path, from: source, to: target)
      moved.append(.set(entry))
    }
    for folder in emptyFolders(within: source) {
      moved.append(.emptyFolder(Self.rebase(folder, from: source, to: target)))
    }
    remove(within: source)
    apply(moved)
  }

  /// Takes the stats that a status found, of this same index.
  public mutating func refresh(_ rows: [IndexRefresh]) {
    for refresh in rows where files.indices.contains(refresh.row) {
      files[refresh.row].take(refresh.status, flags: refresh.flags)
    }
  }

  /// Takes the times of folders that a status found, of this same index.
  public mutating func refresh(_ rows: [FolderRefresh]) {
    for refresh in rows where folders.indices.contains(refresh.row) {
      folders[refresh.row].ctime = refresh.ctime
    }
  }

  mutating func replace(within path: RepositoryPath, with edits: [FolderEdit]) {
    var edits = edits
    if fileIndex(at: path) != nil, let parent = path.parent {
      Self.insertRemoval(of: path.name, in: parent, &edits)
    }
    apply(edits, dropping: folderRange(within: path))
  }

  /// `dropping` are folders whose old rows go; edits may make them anew.
  mutating func apply(_ edits: [FolderEdit], dropping: Range<Int>) {
    var builder = IndexBuilder(heap: names)
    var next = 0
    for edit in edits {
      let range = folderRange(within: edit.path)
      let position = range.lowerBound
      keep(next..<position, except: dropping, in: &builder)
      let exists =
        position < range.upperBound
        && folders[position].pathLength == edit.path.string.utf8.count
      let isKept = edit.keepsOthers || !dropping.contains(position)
      let old = exists && isKept ? position : nil
      builder.append(self, old: old, edit: edit)
      next = exists ? position + 1 : position
    }
    keep(next..<folders.count, except: dropping, in: &builder)
    builder.dropUselessFolders()
    trees = KnownTrees()
    folders = builder.folders
    files = builder.files
    names = builder.names
  }

  private func keep(
    _ range: Range<Int>, except dropping: Range<Int>, in builder: inout IndexBuilder
  ) {
    guard range.overlaps(dropping) else {
      builder.append(self, folders: range)
      return
    }
    let before = range.lowerBound..<max(range.lowerBound, dropping.lowerBound)
    let after = min(range.upperBound, dropping.upperBound)..<range.upperBound
    builder.append(self, folders: before)
    builder.append(self, folders: after)
  }

  /// The edit of the parent folder forgets the file, unless it sets it anew.
  private static func insertRemoval(
    of name: String, in parent: RepositoryPath, _ edits: inout [FolderEdit]
  ) {
    let removal = FolderEdit.File(name: name, row: nil)
    guard let place = edits.firstIndex(where: { !($0.path < parent) }) else {
      edits.append(FolderEdit(path: parent, files: [removal]))
      return
    }
    guard edits[place].path == parent else {
      edits.insert(FolderEdit(path: parent, files: [removal]), at: place)
      return
    }
    let files = edits[place].files
    let slot = files.firstIndex { !PathOrder.isNameBefore($0.name, name) } ?? files.count
    if slot < files.count, files[slot].name.utf8.elementsEqual(name.utf8) { return }
    edits[place].files.insert(removal, at: slot)
  }

  private static func rebase(
    _ path: RepositoryPath, from source: RepositoryPath, to target: RepositoryPath
  ) -> RepositoryPath {
    guard let rest = path.relative(to: source) else { return path }
    return target.appending(rest)
  }
}
