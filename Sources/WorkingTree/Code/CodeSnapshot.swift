import FileIO
import ObjectStore
import Objects

/// The code part of an index: entries that belong to no asset and are no metrics or params file.
/// After a commit or a checkout they are HEAD's snapshot; a commit replaces them by a new one.
public struct CodeSnapshot: Sendable {
  /// An index of the code alone.
  public let index: Index
  /// Bytes of files that the store did not have, before and after encoding.
  public let newBytes: UInt64
  public let newStoredBytes: UInt64

  /// Stores what a scan found and puts it in place of the code that an index has.
  public static func stage(
    _ scan: CodeScan, in tree: WorkTree, index: inout Index, writer: StoreWriter
  ) throws -> CodeSnapshot {
    var found = ScanResult()
    found.folders = scan.folders
    var ingest = AddIngest(tree: tree, writer: writer, progress: { _ in })
    let edits = try ingest.run(found, known: index)
    var code = Index()
    code.apply(edits, dropping: 0..<0)
    index.replaceCode(with: code)
    return CodeSnapshot(
      index: code, newBytes: ingest.newBytes, newStoredBytes: ingest.newStoredBytes)
  }

  /// What a scan found that an index has otherwise: by stat, and by content where that proves
  /// nothing.
  public static func compare(
    _ scan: CodeScan, with index: Index, in tree: WorkTree
  ) throws -> WorkTreeStatus {
    let comparison = StatusComparison(index: index, rehash: false)
    for folder in scan.folders {
      comparison.compareFile(FolderListing(path: folder.path, files: folder.files))
    }
    var status = try StatusHashing(tree: tree, progress: { _, _ in }).finish(comparison.result())
    let seen = Set(
      scan.folders.flatMap { folder in
        folder.files.map { folder.path.appending(unchecked: $0.name) }
      })
    for entry in index.codeEntries() where !seen.contains(entry.path) {
      status.changes.append(PathChange(path: entry.path, kind: .deleted, oldSize: entry.size))
    }
    status.changes.sort { $0.path < $1.path }
    return status
  }
}

extension Index {
  /// Metrics and params files.
  public var declaredFiles: Set<RepositoryPath> {
    var files = Set(metrics.map(\.path))
    if let params { files.insert(params) }
    return files
  }

  /// Whether a tracked path is code: in no asset, and no metrics or params file.
  public func isCode(_ path: RepositoryPath) -> Bool {
    asset(containing: path) == nil && !declaredFiles.contains(path)
  }

  /// Whether anything that is no code is tracked at or below a path, or around it.
  public func holdsRecorded(within path: RepositoryPath) -> Bool {
    asset(containing: path) != nil || assets.contains { $0.path.isWithin(path) }
      || declaredFiles.contains { $0.isWithin(path) }
  }

  /// The code that the index has, in path order. Assets are stepped over, however large.
  public func codeEntries() -> [IndexEntry] {
    let roots = assets.map(\.path)
    let known = Set(roots).union(declaredFiles)
    var found: [IndexEntry] = []
    var folder = 0
    while folder < folders.count {
      let path = folderPath(folder)
      if let asset = roots.first(where: { path.isWithin($0) }) {
        folder = folderRange(within: asset).upperBound
        continue
      }
      for row in folders[folder].fileRange {
        let file = path.appending(unchecked: text(files[row].nameRange))
        if !known.contains(file) { found.append(makeEntry(files[row], path: file)) }
      }
      folder += 1
    }
    return found
  }

  /// Puts the files of another index in place of the code that this one has.
  public mutating func replaceCode(with code: Index) {
    let new = code.entries()
    let kept = Set(new.map(\.path))
    let gone = codeEntries().filter { !kept.contains($0.path) }
    apply(gone.map { .remove($0.path) } + new.map { .set($0) })
  }

  /// An index of the code alone.
  public func codeOnly() -> Index {
    var code = Index()
    code.apply(codeEntries().map { .set($0) })
    return code
  }
}
