import FileIO
import Objects

/// Makes the rows of a new index from runs of an old one and from edits, in the order of folders.
struct IndexBuilder {
  private(set) var folders: [FolderRow] = []
  private(set) var files: [FileRow] = []
  private(set) var names: [UInt8]

  /// Rows of the old index keep pointing into its heap; new names are added behind it.
  init(heap: [UInt8]) {
    names = heap
  }

  /// Rows that stay as they are.
  mutating func append(_ index: Index, folders range: Range<Int>) {
    guard !range.isEmpty else { return }
    let rows = index.fileRange(of: range)
    let shift = files.count - rows.lowerBound
    files.append(contentsOf: index.files[rows])
    for row in range {
      var folder = index.folders[row]
      folder.firstFile += shift
      folder.tree = index.knownTree(row)
      folders.append(folder)
    }
  }

  /// A folder with its edit applied; `old` is its row, when it has one.
  mutating func append(_ index: Index, old: Int?, edit: FolderEdit) {
    if let old, edit.keepsOthers, edit.files.isEmpty {
      return append(index, folders: old..<old + 1)
    }
    let path: Range<Int>
    if let old {
      path = index.folders[old].pathRange
    } else {
      path = add(name: edit.path.string)
    }
    let first = files.count
    merge(index, rows: old.map { index.folders[$0].fileRange } ?? 0..<0, edit.files)
    let wasEmpty = old.map { index.folders[$0].isEmpty } ?? false
    folders.append(
      FolderRow(
        pathOffset: path.lowerBound, pathLength: path.count, firstFile: first,
        fileCount: files.count - first, ctime: edit.ctime,
        isEmpty: files.count == first && (edit.isEmpty ?? wasEmpty)))
  }

  private mutating func merge(_ index: Index, rows: Range<Int>, _ edits: [FolderEdit.File]) {
    var next = rows.lowerBound
    for edit in edits {
      while next < rows.upperBound, order(index.files[next], edit.name) < 0 {
        files.append(index.files[next])
        next += 1
      }
      let matches = next < rows.upperBound && order(index.files[next], edit.name) == 0
      if var row = edit.row {
        let place = matches ? index.files[next].nameRange : add(name: edit.name)
        row.nameOffset = place.lowerBound
        row.nameLength = UInt16(place.count)
        files.append(row)
      }
      if matches { next += 1 }
    }
    files.append(contentsOf: index.files[next..<rows.upperBound])
  }

  private func order(_ row: FileRow, _ name: String) -> Int {
    PathOrder.withBytes(name) { bytes in
      names.withUnsafeBytes { heap in
        PathOrder.compareNames(UnsafeRawBufferPointer(rebasing: heap[row.nameRange]), bytes)
      }
    }
  }

  private mutating func add(name: String) -> Range<Int> {
    let start = names.count
    names.append(contentsOf: name.utf8)
    return start..<names.count
  }

  /// Folders that hold nothing and are not recorded as empty go, as do "empty" ones with children.
  mutating func dropUselessFolders() {
    var kept: [FolderRow] = []
    kept.reserveCapacity(folders.count)
    for folder in folders.reversed() {
      if folder.fileCount == 0 {
        guard folder.isEmpty else { continue }
        if let next = kept.last, isWithin(next, folder) { continue }
      }
      kept.append(folder)
    }
    folders = kept.reversed()
  }

  private func isWithin(_ inner: FolderRow, _ outer: FolderRow) -> Bool {
    names.withUnsafeBytes { heap in
      PathOrder.isWithin(
        UnsafeRawBufferPointer(rebasing: heap[inner.pathRange]),
        UnsafeRawBufferPointer(rebasing: heap[outer.pathRange]))
    }
  }
}
