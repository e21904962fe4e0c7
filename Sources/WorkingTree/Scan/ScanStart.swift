import FileIO
import Objects
import SystemPackage

/// Where the scan of an asset, or of a part of it, begins: links and ignore files on the way there
/// are taken into account, but a path that was named is never ignored itself.
struct ScanStart {
  enum Place {
    case nothing
    /// A file, or a link that stays one, in its folder.
    case file(FolderListing)
    case folder(FolderVisit, FolderListing)
    case special
  }

  private let reader: FolderReader

  init(_ reader: FolderReader) {
    self.reader = reader
  }

  /// - Parameters:
  ///   - part: the path to scan, at or below the asset.
  ///   - asset: the path of the asset; for a file that belongs to none, the path itself.
  func find(_ part: RepositoryPath, asset: RepositoryPath) throws -> Place {
    var place = try findAsset(asset)
    for name in part.relative(to: asset)?.components ?? [] {
      guard case .folder(let visit, _) = place else { return .nothing }
      place = try step(from: visit, to: String(name))
    }
    return place
  }

  /// The asset's own path: a link there is read through wherever it leads.
  private func findAsset(_ path: RepositoryPath) throws -> Place {
    let disk = reader.tree.absolute(path)
    guard let status = try reader.tree.fileSystem.status(at: disk, followingLinks: false) else {
      return .nothing
    }
    guard let parent = path.parent else {
      let real = try realFolder(disk) ?? disk
      let start = visit(path, real: real, isReadThrough: false, ignoring: IgnoreRules())
      return .folder(start, FolderListing(path: path))
    }
    let parentReal = try realFolder(reader.tree.absolute(parent)) ?? reader.tree.absolute(parent)
    let isBehindLink = try !isPlainFolder(parent, real: parentReal)
    switch status.type {
    case .regular, .other:
      let scope = LinkScope(root: parentReal, isReadThrough: isBehindLink)
      return try judgeNamed(path, parent, status, scope, parentReal)
    case .directory:
      let real = parentReal.appending(path.name)
      return .folder(
        visit(path, real: real, isReadThrough: isBehindLink, ignoring: try rules(above: path)),
        FolderListing(path: path))
    case .symlink:
      return try followAsset(path, parent, status, parentReal)
    }
  }

  private func followAsset(
    _ path: RepositoryPath, _ parent: RepositoryPath, _ status: FileStatus, _ parentReal: FilePath
  ) throws -> Place {
    let disk = reader.tree.absolute(path)
    let target = try reader.tree.fileSystem.readLink(disk)
    var judge = LinkJudge(reader.tree.fileSystem)
    let scope = LinkScope(root: disk, isReadThrough: false)
    let isTracked = reader.tracked?.entry(at: path).map {
      $0.mode == .symlink && $0.blob.digest == SHA256Hasher.hash(target)
    }
    let verdict = try judge.judge(
      disk, target: target, in: scope, site: parentReal, isTracked: isTracked == true,
      mayStay: false)
    var listing = FolderListing(path: parent)
    switch verdict {
    case .keep(let reason):
      if let reason { listing.notices.append(ScanNotice(path: path, kind: reason)) }
      listing.files = [
        ScannedFile(
          name: path.name, status: status, mode: .symlink, linkTarget: target, isLinked: false)
      ]
      return .file(listing)
    case .readFile(let status):
      listing.linksReadThrough = [path]
      listing.files = [
        ScannedFile(
          name: path.name, status: status, mode: status.isExecutable ? .executable : .file,
          linkTarget: nil, isLinked: true)
      ]
      return .file(listing)
    case .readFolder(let real):
      var found = FolderListing(path: path)
      found.linksReadThrough = [path]
      let inside = LinkScope(root: real, isReadThrough: true, sites: [parentReal])
      return .folder(
        FolderVisit(
          path: path, disk: disk, real: real, scope: inside, ignoring: try rules(above: path),
          isIgnored: false), found)
    case .special, .reserved:
      return .special
    }
  }

  /// One name further down from a folder.
  private func step(from visit: FolderVisit, to name: String) throws -> Place {
    let rules = try reader.ignoreRules(adding: visit.disk, base: visit.path, to: visit.ignoring)
    let inner = FolderVisit(
      path: visit.path, disk: visit.disk, real: visit.real, scope: visit.scope, ignoring: rules,
      isIgnored: false)
    let disk = visit.disk.appending(name)
    guard let status = try reader.tree.fileSystem.status(at: disk, followingLinks: false) else {
      return .nothing
    }
    var work = FolderWork(reader: reader, visit: inner)
    try work.take(DirectoryEntry(name: name, type: status.type, status: status), isNamed: true)
    return place(work.listing)
  }

  private func judgeNamed(
    _ path: RepositoryPath, _ parent: RepositoryPath, _ status: FileStatus, _ scope: LinkScope,
    _ parentReal: FilePath
  ) throws -> Place {
    let visit = FolderVisit(
      path: parent, disk: reader.tree.absolute(parent), real: parentReal, scope: scope,
      ignoring: IgnoreRules(), isIgnored: false)
    var work = FolderWork(reader: reader, visit: visit)
    try work.take(DirectoryEntry(name: path.name, type: status.type, status: status), isNamed: true)
    return place(work.listing)
  }

  private func place(_ listing: FolderListing) -> Place {
    if let folder = listing.folders.first { return .folder(folder, listing) }
    if !listing.files.isEmpty { return .file(listing) }
    return listing.notices.isEmpty ? .nothing : .special
  }

  private func visit(
    _ path: RepositoryPath, real: FilePath, isReadThrough: Bool, ignoring: IgnoreRules
  ) -> FolderVisit {
    FolderVisit(
      path: path, disk: reader.tree.absolute(path), real: real,
      scope: LinkScope(root: real, isReadThrough: isReadThrough), ignoring: ignoring,
      isIgnored: false)
  }

  private func realFolder(_ disk: FilePath) throws -> FilePath? {
    var resolver = LinkResolver(reader.tree.fileSystem)
    guard case .found(let real) = try resolver.resolve(disk) else { return nil }
    return real
  }

  /// Whether the folder lies in the work tree with no link between the two.
  private func isPlainFolder(_ path: RepositoryPath, real: FilePath) throws -> Bool {
    guard let root = try realFolder(reader.tree.root) else { return true }
    return real == (path.isRoot ? root : root.appending(path.string))
  }

  /// The ignore files of the folders above an asset.
  private func rules(above path: RepositoryPath) throws -> IgnoreRules {
    var rules = IgnoreRules()
    var folder = RepositoryPath.root
    for name in path.components {
      rules = try reader.ignoreRules(adding: reader.tree.absolute(folder), base: folder, to: rules)
      folder = folder.appending(unchecked: name)
    }
    return rules
  }
}
