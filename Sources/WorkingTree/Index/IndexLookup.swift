import Chunking
import Objects

// Questions about paths: binary search over folders, then over the names in one.
extension Index {
  /// The file or link at that very path.
  public func entry(at path: RepositoryPath) -> IndexEntry? {
    guard let row = fileIndex(at: path) else { return nil }
    return makeEntry(files[row], path: path)
  }

  /// Whether a file is there, or anything below it.
  public func contains(within path: RepositoryPath) -> Bool {
    fileIndex(at: path) != nil || !folderRange(within: path).isEmpty
  }

  /// The entries at or below a path, in the order of paths.
  public func entries(within path: RepositoryPath = .root) -> [IndexEntry] {
    var found: [IndexEntry] = []
    forEachEntry(within: path) { found.append($0) }
    return found
  }

  /// Calls `body` with the entries at and below a path, in path order.
  public func forEachEntry(
    within path: RepositoryPath = .root, _ body: (IndexEntry) throws -> Void
  ) rethrows {
    if let entry = entry(at: path) { try body(entry) }
    for folder in folderRange(within: path) {
      let base = folderPath(folder)
      for row in folders[folder].fileRange {
        let file = files[row]
        try body(makeEntry(file, path: base.appending(unchecked: text(file.nameRange))))
      }
    }
  }

  /// Folders that are recorded because nothing is in them.
  public func emptyFolders(within path: RepositoryPath = .root) -> [RepositoryPath] {
    folderRange(within: path).filter { folders[$0].isEmpty }.map(folderPath)
  }

  /// How many files are at or below a path, and their bytes together.
  public func summary(within path: RepositoryPath) -> (files: Int, bytes: UInt64) {
    if let row = fileIndex(at: path) { return (1, files[row].size) }
    let rows = fileRange(of: folderRange(within: path))
    return (rows.count, files[rows].reduce(0) { $0 &+ $1.size })
  }

  /// The innermost asset whose path is that path or above it.
  public func asset(containing path: RepositoryPath) -> AssetDeclaration? {
    assets.filter { path.isWithin($0.path) }
      .max { $0.path.string.utf8.count < $1.path.string.utf8.count }
  }

  /// The asset whose root is exactly at `path`.
  public func asset(at path: RepositoryPath) -> AssetDeclaration? {
    assets.first { $0.path == path }
  }
}

// The same in terms of rows.
extension Index {
  func folderPath(_ folder: Int) -> RepositoryPath {
    RepositoryPath(unchecked: text(folders[folder].pathRange))
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: names[range], as: UTF8.self)
  }

  func makeEntry(_ row: FileRow, path: RepositoryPath) -> IndexEntry {
    IndexEntry(
      path: path, blob: BlobID(row.blob), size: row.size, mode: row.mode, mtime: row.mtime,
      ctime: row.ctime, inode: row.inode, flags: row.flags,
      cutter: CutterCode(rawValue: row.cutter) ?? .whole)
  }

  /// The folder's row and those of all folders below it.
  func folderRange(within path: RepositoryPath) -> Range<Int> {
    PathOrder.withBytes(path.string) { bytes in
      names.withUnsafeBytes { heap in
        let start = partition(0..<folders.count) {
          PathOrder.compare(slice(heap, folders[$0].pathRange), bytes) < 0
        }
        let end = partition(start..<folders.count) {
          PathOrder.isWithin(slice(heap, folders[$0].pathRange), bytes)
        }
        return start..<end
      }
    }
  }

  /// The row of the folder at that very path.
  func folderIndex(at path: RepositoryPath) -> Int? {
    let range = folderRange(within: path)
    guard let first = range.first, folders[first].pathLength == path.string.utf8.count else {
      return nil
    }
    return first
  }

  /// The row of the file at that very path.
  func fileIndex(at path: RepositoryPath) -> Int? {
    guard let parent = path.parent, let folder = folderIndex(at: parent) else { return nil }
    return fileIndex(named: path.name, in: folder)
  }

  func fileIndex(named name: String, in folder: Int) -> Int? {
    let range = folders[folder].fileRange
    return PathOrder.withBytes(name) { bytes in
      names.withUnsafeBytes { heap in
        let row = partition(range) {
          PathOrder.compareNames(slice(heap, files[$0].nameRange), bytes) < 0
        }
        guard row < range.upperBound,
          PathOrder.compareNames(slice(heap, files[row].nameRange), bytes) == 0
        else { return nil }
        return row
      }
    }
  }

  func fileRange(of folderRange: Range<Int>) -> Range<Int> {
    guard let first = folderRange.first, let last = folderRange.last else { return 0..<0 }
    return folders[first].firstFile..<folders[last].fileRange.upperBound
  }

  private func slice(_ heap: UnsafeRawBufferPointer, _ range: Range<Int>) -> UnsafeRawBufferPointer
  {
    UnsafeRawBufferPointer(rebasing: heap[range])
  }

  /// The first position in the range for which the claim no longer holds.
  private func partition(_ range: Range<Int>, _ holds: (Int) -> Bool) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
