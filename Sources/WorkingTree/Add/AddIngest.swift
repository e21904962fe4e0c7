import Chunking
import FileIO
import ObjectStore
import Objects
import SystemPackage

/// Turns what a scan found into rows of the index: by stat where that is enough, else by storing
/// the file, many at a time.
struct AddIngest {
  /// Files that go to the store together; bounds the memory that results take.
  private static let batchFiles = 32 << 10

  let tree: WorkTree
  let writer: StoreWriter
  let observing: (any IngestObserving)?
  let progress: @Sendable (AddProgress) -> Void
  private(set) var newBytes: UInt64 = 0
  private(set) var newStoredBytes: UInt64 = 0

  private var edits: [FolderEdit] = []
  /// Files whose rows are still to be made: their places in the scan, and so in `edits`.
  private var missing: [(folder: Int32, file: Int32, keeping: CutterCode?)] = []
  private var missingBytes: UInt64 = 0
  private var doneFiles = 0
  private var doneBytes: UInt64 = 0

  init(
    tree: WorkTree, writer: StoreWriter, observing: (any IngestObserving)? = nil,
    progress: @escaping @Sendable (AddProgress) -> Void = { _ in }
  ) {
    self.tree = tree
    self.writer = writer
    self.observing = observing
    self.progress = progress
  }

  mutating func run(_ scan: ScanResult, known: Index) throws -> [FolderEdit] {
    let stamp = tree.clockStamp()
    let before = writer.statistics.data
    for folder in scan.folders { try take(folder, known: known, stamp: stamp) }
    try ingest(scan.folders, stamp)
    let after = writer.statistics.data
    newBytes = after.raw - before.raw
    newStoredBytes = after.stored - before.stored
    for path in scan.emptyFolders {
      var edit = FolderEdit(path: path)
      edit.isEmpty = true
      edits.append(edit)
    }
    return edits.sorted { $0.path < $1.path }
  }

  /// Rows of one folder: those that are unchanged at once, links next, the rest later.
  private mutating func take(
    _ folder: ScannedFolder, known: Index, stamp: ClockStamp?
  ) throws {
    var edit = FolderEdit(path: folder.path)
    edit.ctime = folder.ctime
    edit.keepsOthers = folder.row != nil
    let row = known.folderIndex(at: folder.path)
    edit.files.reserveCapacity(folder.files.count)
    for file in folder.files {
      let old = row.flatMap { known.fileIndex(named: file.name, in: $0) }.map { known.files[$0] }
      edit.files.append(FolderEdit.File(name: file.name, row: nil))
      let place = edit.files.count - 1
      if let target = file.linkTarget {
        edit.files[place].row = try link(target, file)
      } else if var old, old.mode != .symlink,
        old.isUnchanged(file.status, isLinked: file.isLinked)
      {
        old.mode = file.mode
        edit.files[place].row = old
      } else {
        // A file under the size of a chunk names no cutter that a grown one should keep.
        let cutter = old.flatMap { CutterCode(rawValue: $0.cutter) }.flatMap {
          $0 == .whole ? nil : $0
        }
        missing.append((Int32(edits.count), Int32(place), cutter))
        missingBytes &+= UInt64(clamping: file.status.size)
      }
    }
    edits.append(edit)
  }

  private func link(_ target: String, _ file: ScannedFile) throws -> FileRow {
    let bytes = Array(target.utf8)
    let blob = try writer.putSmallBlob(bytes)
    return FileRow(
      blob: blob.digest, size: UInt64(bytes.count), inode: file.status.inode,
      mtime: file.status.mtime, ctime: file.status.ctime, name: 0..<0,
      cutter: CutterCode.whole.rawValue, mode: .symlink, flags: [])
  }

  private mutating func ingest(_ folders: [ScannedFolder], _ stamp: ClockStamp?) throws {
    report()
    let disks = folders.map { tree.absolute($0.path) }
    for start in stride(from: 0, to: missing.count, by: Self.batchFiles) {
      let batch = missing[start..<min(start + Self.batchFiles, missing.count)]
      let base = doneBytes
      let meter = AddMeter(
        files: start, bytes: base, totalFiles: missing.count, totalBytes: missingBytes,
        progress: progress)
      let items = batch.map { wanted in
        let file = folders[Int(wanted.folder)].files[Int(wanted.file)]
        return IngestItem(
          file.name, in: disks[Int(wanted.folder)], keeping: wanted.keeping,
          followsLink: file.isLinked, status: file.status)
      }
      let results = try writer.ingestMany(items, observing: observing) {
        meter.add(files: $0, bytes: $1)
      }
      for (wanted, result) in zip(batch, results) {
        let file = try result.get()
        let (folder, place) = (Int(wanted.folder), Int(wanted.file))
        edits[folder].files[place].row = Self.row(
          file, isLinked: folders[folder].files[place].isLinked, stamp)
        doneBytes &+= file.size
      }
      doneFiles += batch.count
      report()
    }
  }

  private static func row(
    _ file: IngestedFile, isLinked: Bool, _ stamp: ClockStamp?
  ) -> FileRow {
    var flags: IndexFlags = isLinked ? .linked : []
    if stamp?.isRacy(file.status) != false { flags.insert(.racy) }
    return FileRow(
      blob: file.blob.digest, size: file.size, inode: file.status.inode, mtime: file.status.mtime,
      ctime: file.status.ctime, name: 0..<0, cutter: file.cutter.rawValue,
      mode: file.status.isExecutable ? .executable : .file, flags: flags)
  }

  private func report() {
    progress(
      AddProgress(
        files: doneFiles, bytes: doneBytes, totalFiles: missing.count, totalBytes: missingBytes))
  }
}

/// Adds up what several threads report of a batch.
private final class AddMeter: Sendable {
  private let totalFiles: Int
  private let totalBytes: UInt64
  private let progress: @Sendable (AddProgress) -> Void
  private let done: Locked<(files: Int, bytes: UInt64)>

  init(
    files: Int, bytes: UInt64, totalFiles: Int, totalBytes: UInt64,
    progress: @escaping @Sendable (AddProgress) -> Void
  ) {
    self.totalFiles = totalFiles
    self.totalBytes = totalBytes
    self.progress = progress
    done = Locked((files, bytes))
  }

  func add(files: Int, bytes: Int) {
    let sum = done.withLock {
      $0.files += files
      $0.bytes &+= UInt64(clamping: bytes)
      return $0
    }
    progress(
      AddProgress(
        files: sum.files, bytes: sum.bytes, totalFiles: totalFiles, totalBytes: totalBytes))
  }
}
