import FileIO
import Objects

/// Folders that hold, by their own time, the files that the index has and nothing else: their files
/// need a stat each, and no list of names.
struct KnownFolders: Sendable {
  /// A folder on disk, and its row.
  struct Known: Sendable {
    let visit: FolderVisit
    let row: Int
  }

  /// A file whose stat is not that of its row.
  struct Differing: Sendable {
    let row: Int
    let status: FileStatus
  }

  /// Fewer files than this are listed and compared in no time.
  static let filesMin = 64
  /// Files that a thread takes at once.
  private static let grain = 2048

  let tree: WorkTree
  let index: Index

  /// The folder, if its time is the one that was recorded.
  func find(_ visit: FolderVisit) -> Known? {
    guard !visit.scope.isReadThrough, let row = index.folderIndex(at: visit.path),
      index.folders[row].ctime != .never,
      let status = try? tree.fileSystem.status(at: visit.disk, followingLinks: false),
      status.type == .directory, status.ctime == index.folders[row].ctime
    else { return nil }
    return Known(visit: visit, row: row)
  }

  /// Looks at every file of some folders, on threads. Nil for a folder that is not as it was after all.
  func look(at folders: [Known]) throws -> [[Differing]?] {
    var parts: [(folder: Int, rows: Range<Int>)] = []
    for (place, known) in folders.enumerated() {
      let rows = index.folders[known.row].fileRange
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.grain) {
        parts.append((place, start..<min(start + Self.grain, rows.upperBound)))
      }
    }
    let work = parts
    let found = Locked<[[Differing]?]>(Array(repeating: nil, count: work.count))
    // A thread costs more than a few files do.
    let threads = work.count < 2 ? 1 : Threads.recommended
    try Threads.share(work.count, grain: 1, threads: threads) { range in
      for place in range {
        try Interruption.check()
        let differing = differing(work[place].rows, in: folders[work[place].folder].visit)
        found.withLock { $0[place] = differing }
      }
    }
    var results: [[Differing]?] = Array(repeating: [], count: folders.count)
    for (part, differing) in zip(work, found.withLock { $0 }) {
      if let differing {
        results[part.folder]?.append(contentsOf: differing)
      } else {
        results[part.folder] = nil
      }
    }
    return results
  }

  private func differing(_ rows: Range<Int>, in visit: FolderVisit) -> [Differing]? {
    guard let folder = try? Folder(visit.disk, followingLinks: false, in: tree.fileSystem) else {
      return nil
    }
    var found: [Differing] = []
    var name = [CChar](repeating: 0, count: 256)
    for row in rows {
      let file = index.files[row]
      index.copyName(of: file, to: &name)
      guard let status = (try? folder.status(of: name)) ?? nil, status.type == .regular else {
        return nil
      }
      let mode: TreeMode = status.isExecutable ? .executable : .file
      if file.mode != mode || !file.isUnchanged(status, isLinked: false) {
        found.append(Differing(row: row, status: status))
      }
    }
    return found
  }
}

extension Index {
  /// The name of a file, with a zero behind it.
  fileprivate func copyName(of file: FileRow, to name: inout [CChar]) {
    let count = Int(file.nameLength)
    if name.count <= count { name = [CChar](repeating: 0, count: 2 * count) }
    name.withUnsafeMutableBytes { buffer in
      names.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[file.nameRange]))
      }
      buffer[count] = 0
    }
  }

  /// A file that differs, as a listing of its folder would have it.
  func scanned(_ differing: KnownFolders.Differing) -> ScannedFile {
    ScannedFile(
      name: text(files[differing.row].nameRange), status: differing.status,
      mode: differing.status.isExecutable ? .executable : .file, linkTarget: nil, isLinked: false)
  }
}

extension KnownFolders? {
  /// Reads folders and all below them, on threads, each given to `body`; those that are known are not
  /// read, and returned with their files that differ.
  func walk(
    _ visits: [FolderVisit], _ reader: FolderReader, threads: Int = Threads.recommended,
    _ body: @escaping @Sendable (FolderListing) -> Void
  ) throws -> [(folder: KnownFolders.Known, differing: [KnownFolders.Differing])] {
    let found = Locked<[KnownFolders.Known]>([])
    let read: @Sendable (FolderVisit) throws -> [FolderVisit] = { visit in
      let listing = try reader.read(visit)
      body(listing)
      return listing.folders
    }
    try FolderWalk.run(visits, threads: threads) { visit in
      guard let known = self?.find(visit) else { return try read(visit) }
      found.withLock { $0.append(known) }
      return []
    }
    guard let self else { return [] }
    let folders = found.withLock { $0 }
    var results: [(folder: KnownFolders.Known, differing: [KnownFolders.Differing])] = []
    var unsure: [FolderVisit] = []
    for (folder, differing) in zip(folders, try self.look(at: folders)) {
      if let differing { results.append((folder, differing)) } else { unsure.append(folder.visit) }
    }
    try FolderWalk.run(unsure, threads: threads, read)
    return results
  }
}

extension FolderListing {
  /// The folder's time, if it is worth recording and a later change would show in it.
  func time(_ stamp: ClockStamp?) -> FileTime {
    guard files.count >= KnownFolders.filesMin, let plain, let stamp, !stamp.isRacy(plain) else {
      return .never
    }
    return plain.ctime
  }
}
