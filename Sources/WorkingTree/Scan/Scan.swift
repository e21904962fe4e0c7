import FileIO
import Objects

/// What an asset's path, or a part of it, holds on disk, in the order of paths.
public struct ScanResult: Sendable {
  /// False when nothing is there; then all else is empty.
  public var exists = true
  public internal(set) var folders: [ScannedFolder] = []
  public internal(set) var emptyFolders: [RepositoryPath] = []
  public internal(set) var notices: [ScanNotice] = []
  /// Links whose content is taken, because what they point to is outside the asset.
  public internal(set) var linksReadThrough: [RepositoryPath] = []
  /// Files and folders that an ignore rule left out.
  public internal(set) var ignoredCount = 0

  public var fileCount: Int { folders.reduce(0) { $0 + $1.files.count } }
}

/// Walks an asset: every file, link and empty folder that would be stored.
public enum Scan {
  /// - Parameters:
  ///   - path: the asset's path, or one below it.
  ///   - asset: the asset's path, when `path` is only a part of it.
  ///   - tracked: what is tracked already: it is never ignored, and tracked links stay links.
  ///   - skipsUnchanged: of a folder that is known to hold the files that `tracked` has, only those
  ///     whose stat differs are in the result.
  ///
  /// Errors: `notStorable`, `nameInvalid`, and `FileError` for what cannot be read.
  public static func run(
    _ path: RepositoryPath, asset: RepositoryPath? = nil, in tree: WorkTree,
    tracked: Index? = nil, skipsUnchanged: Bool = false
  ) throws -> ScanResult {
    let stamp = tree.clockStamp()
    let reader = FolderReader(tree: tree, tracked: tracked)
    let listings = Locked<[FolderListing]>([])
    var unchanged: [ScannedFolder] = []
    switch try ScanStart(reader).find(path, asset: asset ?? path) {
    case .nothing:
      var result = ScanResult()
      result.exists = false
      return result
    case .special:
      throw WorkTreeError.notStorable(path.string)
    case .file(let listing):
      listings.withLock { $0.append(listing) }
    case .folder(let visit, let listing):
      if !listing.linksReadThrough.isEmpty { listings.withLock { $0.append(listing) } }
      let known = skipsUnchanged ? tracked.map { KnownFolders(tree: tree, index: $0) } : nil
      let found = try known.walk([visit], reader) { listing in
        listings.withLock { $0.append(listing) }
      }
      let index = tracked ?? Index()
      unchanged = found.map { folder, differing in
        ScannedFolder(
          path: folder.visit.path, files: differing.map(index.scanned),
          ctime: index.folders[folder.row].ctime, row: folder.row)
      }
    }
    return collect(listings.withLock { $0 }, unchanged, stamp)
  }

  private static func collect(
    _ listings: [FolderListing], _ unchanged: [ScannedFolder], _ stamp: ClockStamp?
  ) -> ScanResult {
    var result = ScanResult()
    result.folders = unchanged
    for listing in listings.sorted(by: { $0.path < $1.path }) {
      if !listing.files.isEmpty {
        result.folders.append(
          ScannedFolder(path: listing.path, files: listing.files, ctime: listing.time(stamp)))
      }
      if listing.isEmpty { result.emptyFolders.append(listing.path) }
      result.notices.append(contentsOf: listing.notices)
      result.linksReadThrough.append(contentsOf: listing.linksReadThrough)
      result.ignoredCount += listing.ignoredCount
    }
    if !unchanged.isEmpty { result.folders.sort { $0.path < $1.path } }
    result.notices.sort { $0.path < $1.path }
    result.linksReadThrough.sort()
    return result
  }
}
