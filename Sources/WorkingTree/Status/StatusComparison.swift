import FileIO
import Objects

/// A tracked file whose stat does not answer whether it changed.
struct Doubt: Sendable {
  let row: Int
  let path: RepositoryPath
  let recorded: FileRow
  let status: FileStatus
  let mode: TreeMode
  let isLinked: Bool
}

/// What the comparison by stat found, folder by folder, from any thread.
final class StatusComparison: Sendable {
  struct Result: Sendable {
    var status = WorkTreeStatus()
    var doubts: [Doubt] = []
    /// Rows of the index that were met on disk, as positions.
    var seenFolders: Set<Int> = []
    var seenFiles: Set<Int> = []
  }

  private let index: Index
  private let rehash: Bool
  /// Before the first folder was read.
  private let stamp: ClockStamp?
  private let isPartial: Bool
  private let found = Locked(Result())

  init(
    index: Index, rehash: Bool, stamp: ClockStamp? = nil,
    isPartial: Bool = false
  ) {
    self.isPartial = isPartial
    self.index = index
    self.rehash = rehash
    self.stamp = stamp
  }

  func result() -> Result { found.withLock { $0 } }

  func note(_ listing: FolderListing) {
    found.withLock { $0.status.notices.append(contentsOf: listing.notices) }
  }

  /// All of a folder, with what is missing from it.
  func compareFolder(_ listing: FolderListing) {
    var part = Result()
    part.status.notices = listing.notices
    let folder = index.folderIndex(at: listing.path)
    if let folder { part.seenFolders.insert(folder) }
    let isRecorded = folder.map { index.folders[$0].isEmpty } ?? false
    if listing.isEmpty && !isRecorded {
      part.status.changes.append(
        PathChange(path: listing.path, kind: .added, isFolder: true))
    }
    merge(listing, rows: folder.map { index.folders[$0].fileRange } ?? 0..<0, into: &part)
    if let folder, isNamed(listing, as: folder, part) {
      part.status.refreshedFolders = [FolderRefresh(row: folder, ctime: listing.time(stamp))]
    }
    add(part)
  }

  /// Whether the folder has the names of its row, and its time can be recorded.
  private func isNamed(_ listing: FolderListing, as folder: Int, _ part: Result) -> Bool {
    listing.files.count == index.folders[folder].fileCount && listing.time(stamp) != .never
      && part.status.changes.allSatisfy { $0.kind != .added && $0.kind != .deleted }
  }

  /// A folder that is known to have the names of its row, with the files whose stat differs.
  func compareKnown(_ folder: KnownFolders.Known, _ differing: [ScannedFile]) {
    var part = Result()
    part.seenFolders = [folder.row]
    for file in differing {
      let row = index.fileIndex(named: file.name, in: folder.row)
      compare(file, row: row, at: folder.visit.path, into: &part)
    }
    add(part)
  }

  /// One file that is a root itself; the rest of its folder is not looked at.
  func compareFile(_ listing: FolderListing) {
    var part = Result()
    part.status.notices = listing.notices
    let folder = index.folderIndex(at: listing.path)
    for file in listing.files {
      let row = folder.flatMap { index.fileIndex(named: file.name, in: $0) }
      if let row { part.seenFiles.insert(row) }
      compare(file, row: row, at: listing.path, into: &part)
    }
    add(part)
  }

  private func add(_ part: Result) {
    found.withLock {
      $0.status.notices.append(contentsOf: part.status.notices)
      $0.status.changes.append(contentsOf: part.status.changes)
      $0.status.leftOutFiles += part.status.leftOutFiles
      $0.status.leftOutBytes &+= part.status.leftOutBytes
      $0.status.refreshedFolders.append(contentsOf: part.status.refreshedFolders)
      $0.doubts.append(contentsOf: part.doubts)
      $0.seenFolders.formUnion(part.seenFolders)
      $0.seenFiles.formUnion(part.seenFiles)
    }
  }

  /// Both sides are sorted by name.
  private func merge(_ listing: FolderListing, rows: Range<Int>, into part: inout Result) {
    var row = rows.lowerBound
    for file in listing.files {
      while row < rows.upperBound, order(row, file.name) < 0 {
        noteMissing(row, in: listing.path, &part.status)
        row += 1
      }
      if row < rows.upperBound, order(row, file.name) == 0 {
        compare(file, row: row, at: listing.path, into: &part)
        row += 1
      } else {
        compare(file, row: nil, at: listing.path, into: &part)
      }
    }
    for row in row..<rows.upperBound { noteMissing(row, in: listing.path, &part.status) }
  }

  private func order(_ row: Int, _ name: String) -> Int {
    PathOrder.withBytes(name) { bytes in
      index.names.withUnsafeBytes { heap in
        PathOrder.compareNames(
          UnsafeRawBufferPointer(rebasing: heap[index.files[row].nameRange]), bytes)
      }
    }
  }

  private func compare(
    _ file: ScannedFile, row: Int?, at folder: RepositoryPath, into part: inout Result
  ) {
    let size = UInt64(clamping: file.status.size)
    guard let row else {
      let path = folder.appending(unchecked: file.name)
      part.status.changes.append(PathChange(path: path, kind: .added, newSize: size))
      return
    }
    let old = index.files[row]
    let isStatEqual = old.isUnchanged(file.status, isLinked: file.isLinked)
    if old.mode == file.mode, file.mode != .symlink, !rehash, isStatEqual { return }
    let path = folder.appending(unchecked: file.name)
    func change(_ kind: PathChange.Kind) {
      part.status.changes.append(
        PathChange(path: path, kind: kind, oldSize: old.size, newSize: size))
    }
    if (old.mode == .symlink) != (file.mode == .symlink) {
      change(.typeChanged)
    } else if let target = file.linkTarget {
      if old.blob != SHA256Hasher.hash(target) { change(.modified) }
    } else if old.size != size {
      change(.modified)
    } else if isStatEqual && !rehash {
      change(.modeChanged)
    } else {
      part.doubts.append(
        Doubt(
          row: row, path: path, recorded: old, status: file.status, mode: file.mode,
          isLinked: file.isLinked))
    }
  }

  /// A row whose file is not on disk: deleted, or never brought.
  private func noteMissing(
    _ row: Int, in folder: RepositoryPath, _ status: inout WorkTreeStatus
  ) {
    let file = index.files[row]
    if isPartial, file.wasNeverSeen {
      status.leftOutFiles += 1
      status.leftOutBytes &+= file.size
      return
    }
    let path = folder.appending(unchecked: index.text(file.nameRange))
    status.changes.append(PathChange(path: path, kind: .deleted, oldSize: file.size))
  }

  /// What lies within the roots and was not met on disk is deleted.
  func finish(_ roots: [RepositoryPath]) {
    found.withLock { result in
      for root in roots {
        if let row = index.fileIndex(at: root), !result.seenFiles.contains(row),
          let parent = root.parent
        {
          noteMissing(row, in: parent, &result.status)
        }
        for folder in index.folderRange(within: root)
        where !result.seenFolders.contains(folder) {
          let path = index.folderPath(folder)
          if index.folders[folder].isEmpty {
            result.status.changes.append(
              PathChange(path: path, kind: .deleted, isFolder: true))
          }
          for row in index.folders[folder].fileRange {
            noteMissing(row, in: path, &result.status)
          }
        }
      }
    }
  }
}
