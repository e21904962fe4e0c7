import FileIO
import Objects
import SystemPackage

/// What one folder holds, judged: files, folders to go on with, what was left out.
struct FolderListing: Sendable {
  let path: RepositoryPath
  var files: [ScannedFile] = []
  var folders: [FolderVisit] = []
  var notices: [ScanNotice] = []
  var linksReadThrough: [RepositoryPath] = []
  var ignoredCount = 0
  /// Whether nothing at all is in it.
  var isEmpty = false
  /// The folder itself, before it was read, when there is nothing in it but these files.
  var plain: FileStatus?
}

extension FolderListing {
  /// Sorts the files by the bytes of their names: keys of eight bytes first, which tell most apart.
  mutating func sort() {
    var keys = files.indices.map { (key: PathOrder.leadingBytes(files[$0].name), place: $0) }
    if zip(keys, keys.dropFirst()).allSatisfy({ $0.key < $1.key }) { return }
    keys.sort {
      $0.key != $1.key
        ? $0.key < $1.key : PathOrder.isNameBefore(files[$0.place].name, files[$1.place].name)
    }
    files = keys.map { files[$0.place] }
  }
}

/// Reads folders of an asset: names, stats, links, ignore rules. Does not go into subfolders.
struct FolderReader: Sendable {
  static let ignoreFileName = ".mlxignore"
  /// Longer ignore files are refused.
  private static let ignoreBytesMax = 1 << 20

  let tree: WorkTree
  /// What is tracked is not ignored, and a tracked link stays a link.
  let tracked: Index?

  func read(_ visit: FolderVisit) throws -> FolderListing {
    try Interruption.check()
    // Before its names are: what comes later changes the time.
    let status = try tree.fileSystem.status(at: visit.disk, followingLinks: true)
    let entries = try tree.fileSystem.entries(of: visit.disk, withStatus: true)
    var work = FolderWork(reader: self, visit: visit)
    if entries.contains(where: { $0.name == Self.ignoreFileName }) {
      work.ignoring = try ignoreRules(adding: visit.disk, base: visit.path, to: visit.ignoring)
    }
    work.listing.isEmpty = entries.isEmpty
    for entry in entries { try work.take(entry) }
    work.listing.sort()
    if work.listing.files.count == entries.count, !visit.scope.isReadThrough,
      work.listing.files.allSatisfy({ $0.mode != .symlink && !$0.isLinked })
    {
      work.listing.plain = status
    }
    return work.listing
  }

  /// The rules with those of a folder's own ignore file behind them.
  func ignoreRules(
    adding folder: FilePath, base: RepositoryPath, to rules: IgnoreRules
  ) throws -> IgnoreRules {
    let file = folder.appending(Self.ignoreFileName)
    guard try tree.fileSystem.status(at: file, followingLinks: true)?.type == .regular else {
      return rules
    }
    var rules = rules
    let bytes = try tree.fileSystem.readFile(file, maxBytes: Self.ignoreBytesMax)
    rules.append(parsing: bytes, base: base)
    return rules
  }
}

/// The reading of one folder while it is going on.
struct FolderWork {
  let reader: FolderReader
  let visit: FolderVisit
  var ignoring: IgnoreRules
  var listing: FolderListing
  private var judge: LinkJudge
  private lazy var trackedFolder = reader.tracked?.folderIndex(at: visit.path)

  init(reader: FolderReader, visit: FolderVisit) {
    self.reader = reader
    self.visit = visit
    ignoring = visit.ignoring
    listing = FolderListing(path: visit.path)
    judge = LinkJudge(reader.tree.fileSystem)
  }

  /// - Parameter isNamed: a path that was named explicitly is not ignored.
  mutating func take(_ entry: DirectoryEntry, isNamed: Bool = false) throws {
    guard entry.isValid else { return try refuse(entry) }
    if WorkTree.isReserved(entry.name) {
      // At the root these two are expected; other forms of them are left out as well, and said.
      if visit.path != .root || ![".git", ".mlops"].contains(entry.name) {
        note(entry.name, .nestedRepository)
      }
      return
    }
    guard !entry.name.hasPrefix(CheckoutTemporary.prefix), let status = entry.status else { return }
    switch status.type {
    case .directory: takeFolder(entry.name, isNamed: isNamed)
    case .regular: try takeFile(entry.name, status, isNamed: isNamed)
    case .symlink: try takeLink(entry.name, status, isNamed: isNamed)
    case .other:
      if isIgnored(entry.name, isFolder: false) { return ignore() }
      note(entry.name, .special)
    }
  }

  private mutating func takeFolder(_ name: String, isNamed: Bool) {
    let path = child(name)
    let isOut = !isNamed && isIgnored(name, isFolder: true)
    if isOut && reader.tracked?.contains(within: path) != true { return ignore() }
    listing.folders.append(
      FolderVisit(
        path: path, disk: visit.disk.appending(name), real: visit.real.appending(name),
        scope: visit.scope, ignoring: ignoring, isIgnored: isOut))
  }

  private mutating func takeFile(_ name: String, _ status: FileStatus, isNamed: Bool) throws {
    if !isNamed && isLeftOut(name) { return ignore() }
    add(name, status, linked: visit.scope.isReadThrough)
  }

  private mutating func takeLink(_ name: String, _ status: FileStatus, isNamed: Bool) throws {
    if !isNamed && isLeftOut(name) { return ignore() }
    let disk = visit.disk.appending(name)
    let target = try reader.tree.fileSystem.readLink(disk)
    let verdict = try judge.judge(
      disk, target: target, in: visit.scope, site: visit.real,
      isTracked: isTrackedLink(name, target: target))
    switch verdict {
    case .keep(let reason):
      if let reason { note(name, reason) }
      listing.files.append(
        ScannedFile(
          name: name, status: status, mode: .symlink, linkTarget: target, isLinked: false))
    case .readFile(let status):
      listing.linksReadThrough.append(child(name))
      add(name, status, linked: true)
    case .readFolder(let real):
      listing.linksReadThrough.append(child(name))
      let scope = LinkScope(
        root: real, isReadThrough: true, sites: visit.scope.sites + [visit.real])
      listing.folders.append(
        FolderVisit(
          path: child(name), disk: disk, real: real, scope: scope, ignoring: ignoring,
          isIgnored: visit.isIgnored))
    case .special:
      note(name, .special)
    case .reserved:
      note(name, .nestedRepository)
    }
  }

  private mutating func add(_ name: String, _ status: FileStatus, linked: Bool) {
    listing.files.append(
      ScannedFile(
        name: name, status: status, mode: status.isExecutable ? .executable : .file,
        linkTarget: nil, isLinked: linked))
  }

  private mutating func isTrackedLink(_ name: String, target: String) -> Bool {
    guard let index = reader.tracked, let folder = trackedFolder,
      let row = index.fileIndex(named: name, in: folder), index.files[row].mode == .symlink
    else { return false }
    return index.files[row].blob == SHA256Hasher.hash(target)
  }

  /// Whether a file or link is ignored and not tracked.
  private mutating func isLeftOut(_ name: String) -> Bool {
    guard isIgnored(name, isFolder: false) else { return false }
    guard let index = reader.tracked, let folder = trackedFolder else { return true }
    return index.fileIndex(named: name, in: folder) == nil
  }

  private func isIgnored(_ name: String, isFolder: Bool) -> Bool {
    visit.isIgnored || ignoring.isIgnored(visit.path, name, isFolder: isFolder) == true
  }

  private mutating func ignore() {
    listing.ignoredCount += 1
  }

  private mutating func note(_ name: String, _ kind: ScanNotice.Kind) {
    listing.notices.append(ScanNotice(path: child(name), kind: kind))
  }

  private func child(_ name: String) -> RepositoryPath {
    visit.path.appending(unchecked: name)
  }

  private mutating func refuse(_ entry: DirectoryEntry) throws {
    if isIgnored(entry.name, isFolder: entry.type == .directory) { return ignore() }
    let path = visit.path.string.isEmpty ? entry.name : "\(visit.path)/\(entry.name)"
    throw WorkTreeError.nameInvalid(path, reason: "it is not UTF-8")
  }
}
