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

  private let places: ContentPlaces
  private let known: KnownContent?
  private var workTree: WorkTreeFiles
  private let fileSystem: any FileSystem
  private var isThere: [DVCHash: Bool] = [:]
  /// The lists of folders.
  private(set) var folders: [DVCHash: (folder: DVCFolder?, isDamaged: Bool)] = [:]

  init(
    _ places: ContentPlaces, known: KnownContent?, root: FilePath, in fileSystem: any FileSystem
  ) {
    self.places = places
    self.known = known
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
      if folders[hash]?.folder == nil {
        folders[hash] = places.listing(of: hash, listed: output.files)
        if folders[hash]?.folder == nil {
          folders[hash]?.folder = try workTree.folder(hash, at: path)
        }
      }
      for file in folders[hash]?.folder?.files ?? [] {
        try look(file.hash, at: path.appending(file.path))
      }
    }
  }

  /// What a state names and that was nowhere. All states are to be added before.
  func missing(
    in state: DVCState, isInGit: (RepositoryPath) throws -> Bool
  ) throws -> [MissingContent] {
    var missing: [MissingContent] = []
    for (path, output) in state.outs.sorted(by: { $0.key < $1.key }) where try !isInGit(path) {
      guard let hash = output.hash else {
        missing.append(MissingContent(path: path, hash: nil, reason: .unnamed))
        continue
      }
      let listed = folders[hash]
      if hash.isFolder, listed?.folder == nil {
        let reason: MissingContent.Reason = listed?.isDamaged == true ? .damaged : .missing
        missing.append(MissingContent(path: path, hash: hash, reason: reason))
      }
      let files = listed?.folder?.files.map { (path.appending($0.path), $0.hash) }
      for (path, hash) in hash.isFolder ? files ?? [] : [(path, hash)] where isThere[hash] != true {
        missing.append(MissingContent(path: path, hash: hash, reason: .missing))
      }
    }
    return missing
  }

  private mutating func look(_ hash: DVCHash, at path: RepositoryPath) throws {
    if isThere[hash] == true { return }
    if isThere[hash] == nil {
      if known?[hash] != nil {
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
