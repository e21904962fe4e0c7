// A look at what an import would read: by names and sizes, without reading it.
import FileIO
import Objects
import SystemPackage

/// Counts the files that some versions name, each once, and finds those that the work tree alone has.
struct ContentSurvey {
  private(set) var files = 0
  private(set) var bytes: UInt64 = 0
  /// Files of the work tree that hold what no cache does. They may have another path than the version that needs them.
  private(set) var inWorkTree: [DVCHash: FilePath] = [:]

  /// Lists of folders that the work tree alone tells. Others are read again when they are needed: there may be many.
  private(set) var listsOfWorkTree: [DVCHash: DVCFolder] = [:]

  private let places: ContentPlaces
  private let isStored: (DVCHash) -> Bool
  private var workTree: WorkTreeFiles
  private let fileSystem: any FileSystem
  private var isThere: [DVCHash: Bool] = [:]
  /// Folders without a list, and whether there is a damaged one.
  private var unlisted: [DVCHash: Bool] = [:]
  private var listed: Set<DVCHash> = []
  /// Files of a folder that are nowhere.
  private var lacking: [DVCHash: [DVCFolder.File]] = [:]

  /// - Parameter isStored: whether an earlier import stored what a hash names.
  init(
    _ places: ContentPlaces, root: FilePath, in fileSystem: any FileSystem,
    isStored: @escaping (DVCHash) -> Bool
  ) {
    self.places = places
    self.isStored = isStored
    workTree = WorkTreeFiles(root: root, in: fileSystem)
    self.fileSystem = fileSystem
  }

  /// Looks for what a state names.
  mutating func add(
    _ state: DVCState, isInGit: (RepositoryPath) throws -> Bool
  ) throws {
    for (path, output) in state.outs {
      guard let hash = output.hash, try !isInGit(path) else { continue }
      guard hash.isFolder else {
        try look(hash, at: path)
        continue
      }
      if listed.contains(hash) { continue }
      guard let folder = try list(hash, output.files, at: path) else { continue }
      for file in folder.files { try look(file.hash, at: path.appending(file.path)) }
    }
  }

  private mutating func list(
    _ hash: DVCHash, _ inline: [DVCFolder.File]?, at path: RepositoryPath
  ) throws -> DVCFolder? {
    let (found, isDamaged) = places.listing(of: hash, listed: inline)
    let own = found == nil ? try workTree.folder(hash, at: path) : nil
    if let own { listsOfWorkTree[hash] = own }
    guard let folder = found ?? own else {
      if isStored(hash) {
        listed.insert(hash)
        return nil
      }
      unlisted[hash] = isDamaged
      return nil
    }
    unlisted[hash] = nil
    listed.insert(hash)
    return folder
  }

  /// What a state names and that was nowhere. All states are to be added before.
  mutating func missing(
    in state: DVCState, isInGit: (RepositoryPath) throws -> Bool
  ) throws -> [MissingContent] {
    var missing: [MissingContent] = []
    for (path, output) in state.outs.sorted(by: { $0.key < $1.key }) where try !isInGit(path) {
      guard let hash = output.hash else {
        missing.append(MissingContent(path: path, hash: nil, reason: .unnamed))
        continue
      }
      if hash.isFolder {
        missing += missingFiles(of: hash, output.files, at: path)
      } else if isThere[hash] != true {
        missing.append(MissingContent(path: path, hash: hash, reason: .missing))
      }
    }
    return missing
  }

  private mutating func missingFiles(
    of hash: DVCHash, _ inline: [DVCFolder.File]?, at path: RepositoryPath
  ) -> [MissingContent] {
    if let isDamaged = unlisted[hash] {
      return [MissingContent(path: path, hash: hash, reason: isDamaged ? .damaged : .missing)]
    }
    if lacking[hash] == nil {
      let folder = listsOfWorkTree[hash] ?? places.listing(of: hash, listed: inline).folder
      lacking[hash] = folder?.files.filter { isThere[$0.hash] != true } ?? []
    }
    return (lacking[hash] ?? []).map {
      MissingContent(path: path.appending($0.path), hash: $0.hash, reason: .missing)
    }
  }

  private mutating func look(_ hash: DVCHash, at path: RepositoryPath) throws {
    if isThere[hash] == true { return }
    if isThere[hash] == nil {
      if isStored(hash) {
        isThere[hash] = true
        return
      }
      if let found = places.candidates(for: hash).first {
        isThere[hash] = true
        files += 1
        bytes &+= found.size
        return
      }
    }
    isThere[hash] = false
    guard let place = try workTree.file(hash, at: path),
      let status = try fileSystem.status(at: place, followingLinks: true)
    else { return }
    isThere[hash] = true
    inWorkTree[hash] = place
    files += 1
    bytes &+= UInt64(clamping: status.size)
  }
}
