// Bytes by DVC's names, into the store: each is read once, checked against its MD5, and never believed.
import FileIO
import ObjectStore
import Objects
import Repository
import SystemPackage
import WorkingTree

/// A folder that is stored.
struct StoredFolder: Sendable {
  let tree: TreeID
  let size: UInt64
}

/// Stores what hashes name, each once. One thread uses it.
final class ContentImport {
  /// So much is stored before it is made durable: an import that is stopped goes on from there.
  private static let publishedBytes: UInt64 = 4 << 30
  /// Enough to tell what a file is.
  private static let headBytes = 4096

  private let repository: Repository
  private let writer: StoreWriter
  /// What earlier imports stored, by their notes.
  private let aliases: [DVCHash: AssetObject]
  private let places: ContentPlaces
  private var known: KnownContent
  /// What the work tree alone has.
  private let inWorkTree: [DVCHash: FilePath]
  private let listsOfWorkTree: [DVCHash: DVCFolder]
  /// The lists that were read last. A dataset has many versions, and each list may have millions of files.
  private var recent: [(hash: DVCHash, folder: DVCFolder)] = []
  private static let recentMax = 4
  private var workTree: WorkTreeFiles
  private var stored: [DVCHash: StoredFile] = [:]
  /// Files of a cache that do not hold what their name says.
  private var wrong: Set<FilePath> = []
  private var folders: [DVCHash: StoredFolder] = [:]
  private var sources: [DVCHash: FilePath] = [:]
  private var damaged: Set<DVCHash> = []
  private var unpublished: UInt64 = 0
  private let progress: ContentProgress

  /// Files that were read and stored, or were stored before under no name of DVC.
  private(set) var readFiles = 0
  private(set) var readBytes: UInt64 = 0

  init(
    _ repository: Repository, places: ContentPlaces, survey: ContentSurvey,
    aliases: [DVCHash: AssetObject], writer: StoreWriter, progress: ContentProgress
  ) {
    self.repository = repository
    self.writer = writer
    self.places = places
    self.progress = progress
    self.aliases = aliases
    inWorkTree = survey.inWorkTree
    listsOfWorkTree = survey.listsOfWorkTree
    workTree = WorkTreeFiles(
      root: repository.workTree.root, in: repository.environment.fileSystem)
    known = KnownContent(metadata: repository.metadata, in: repository.environment.fileSystem)
  }

  private var fileSystem: any FileSystem { repository.environment.fileSystem }

  /// The stored file of a hash; nil when it is nowhere.
  ///
  /// - Parameter path: where it is in the work tree, if it is there still.
  func file(_ hash: DVCHash, at path: RepositoryPath) throws -> StoredFile? {
    if let done = stored[hash] { return done }
    if let file = known[hash], repository.store.containsBlob(file.blob) {
      stored[hash] = file
      return file
    }
    if let file = try fileBefore(hash) {
      stored[hash] = file
      return file
    }
    for place in places.candidates(for: hash).map(\.path) where !wrong.contains(place) {
      if let file = try take(place, hash) { return file }
      wrong.insert(place)
      damaged.insert(hash)
    }
    // A file of the cache that is damaged may be sound at its own path.
    let place = try inWorkTree[hash] ?? workTree.file(hash, at: path)
    return try place.flatMap { try take($0, hash) }
  }

  private func take(_ place: FilePath, _ hash: DVCHash) throws -> StoredFile? {
    try Interruption.check()
    guard let file = try ingest(place, hash) else { return nil }
    stored[hash] = file
    sources[hash] = place
    damaged.remove(hash)
    known.add(file, as: hash)
    return file
  }

  /// Why a file was not found.
  func missing(_ hash: DVCHash, at path: RepositoryPath) -> MissingContent {
    MissingContent(path: path, hash: hash, reason: damaged.contains(hash) ? .damaged : .missing)
  }

  /// Whether what an earlier import did not find is still not there.
  func isStillMissing(_ missing: MissingContent) throws -> Bool {
    guard let hash = missing.hash else { return true }
    if hash.isFolder {
      return try listing(of: hash, listed: nil) == nil && folderBefore(hash) == nil
    }
    return try file(hash, at: missing.path) == nil
  }

  /// The stored folder of a hash, or what of it is missing.
  func folder(
    _ hash: DVCHash, listed inline: [DVCFolder.File]?, at path: RepositoryPath
  ) throws -> Result<StoredFolder, FolderIncomplete> {
    if let done = folders[hash] { return .success(done) }
    guard let folder = listing(of: hash, listed: inline) else {
      if let before = try folderBefore(hash) { return .success(before) }
      return .failure(FolderIncomplete(missing: [missing(hash, at: path)]))
    }
    var entries: [IndexChange] = []
    var missing: [MissingContent] = []
    for file in folder.files {
      let place = path.appending(file.path)
      guard let found = try self.file(file.hash, at: place) else {
        missing.append(self.missing(file.hash, at: place))
        continue
      }
      entries.append(
        .set(
          IndexEntry(
            path: file.path, blob: found.blob, size: found.size,
            mode: file.isExecutable ? .executable : .file)))
    }
    guard missing.isEmpty else { return .failure(FolderIncomplete(missing: missing)) }
    var index = Index()
    index.apply(entries)
    let tree = try IndexTree.write(index, writer: writer)
    let done = StoredFolder(tree: tree.root, size: tree.size)
    folders[hash] = done
    return .success(done)
  }

  /// The files of a folder; none when its list is gone.
  func files(of hash: DVCHash, listed inline: [DVCFolder.File]?) -> [DVCFolder.File] {
    listing(of: hash, listed: inline)?.files ?? []
  }

  /// A folder that an earlier import stored, when DVC has lost its list since.
  private func folderBefore(_ hash: DVCHash) throws -> StoredFolder? {
    guard case .tree(let tree)? = aliases[hash] else { return nil }
    var size: UInt64 = 0
    var isWhole = repository.store.contains(ObjectKey(kind: .tree, digest: tree.digest))
    // A collection may have left a part of what nothing names.
    guard isWhole else { return nil }
    do {
      try TreeWalk.files(tree, in: repository.store) { _, entry in
        size &+= entry.size
        if entry.mode.isBlob, !repository.store.containsBlob(BlobID(entry.id)) { isWhole = false }
      }
    } catch is StoreError {
      return nil
    }
    return isWhole ? StoredFolder(tree: tree, size: size) : nil
  }

  /// A file that an earlier import stored, though nothing here remembers it.
  private func fileBefore(_ hash: DVCHash) throws -> StoredFile? {
    guard case .blob(let blob)? = aliases[hash], repository.store.containsBlob(blob) else {
      return nil
    }
    return StoredFile(blob: blob, size: try repository.store.size(of: blob))
  }

  /// The files of a folder, from its list; nil when there is none that is sound.
  private func listing(of hash: DVCHash, listed inline: [DVCFolder.File]?) -> DVCFolder? {
    if let known = listsOfWorkTree[hash] { return known }
    if let known = recent.first(where: { $0.hash == hash }) { return known.folder }
    let (folder, isDamaged) = places.listing(of: hash, listed: inline)
    if isDamaged { damaged.insert(hash) } else { damaged.remove(hash) }
    if let folder {
      recent.insert((hash, folder), at: 0)
      if recent.count > Self.recentMax { recent.removeLast() }
    }
    return folder
  }

  /// The first bytes of a file that is stored.
  func head(of file: StoredFile, _ hash: DVCHash) -> [UInt8] {
    if let source = sources[hash], let open = try? File(source, .read, in: fileSystem),
      let head = try? open.readUpTo(Self.headBytes, at: 0)
    {
      return head
    }
    return (try? repository.start(of: file.blob, count: Self.headBytes)) ?? []
  }

  /// All bytes of a small file that is stored, though it may not be published yet.
  func bytes(of file: StoredFile, _ hash: DVCHash, bytesMax: Int) throws -> [UInt8] {
    if let source = sources[hash], let bytes = try? fileSystem.readFile(source, maxBytes: bytesMax),
      SHA256Hasher.hash(bytes) == file.blob.digest
    {
      return bytes
    }
    return try repository.store.readBlob(file.blob, maxBytes: bytesMax)
  }

  /// Makes all that was stored durable, and remembers it. Objects can be read from the store afterwards.
  func publish() throws {
    try writer.publish(pending: [])
    unpublished = 0
    known.save(temporary: repository.workTree.temporary, in: fileSystem)
  }

  /// Stores a file if it is what the hash names; nil when it is not, or cannot be read.
  private func ingest(_ path: FilePath, _ hash: DVCHash) throws -> StoredFile? {
    guard let file = try? File(path, .read, in: fileSystem), let status = try? file.status(),
      status.type == .regular
    else { return nil }
    let size = UInt64(clamping: status.size)
    guard let blob = try ingest(file, size: size, hash) else { return nil }
    readFiles += 1
    readBytes &+= size
    unpublished &+= size
    progress.add(size)
    if unpublished >= Self.publishedBytes { try publish() }
    return StoredFile(blob: blob, size: size)
  }

  private func ingest(_ file: File, size: UInt64, _ hash: DVCHash) throws -> BlobID? {
    guard size > UInt64(repository.store.limits.smallFileBytes) else {
      let bytes = try file.readUpTo(Int(size) + 1, at: 0)
      guard bytes.count == Int(size), ContentDigest.isHash(hash, of: bytes) else { return nil }
      return try writer.putSmallBlob(bytes)
    }
    let observer = DigestObserver(kind: hash.kind)
    let ingested = try writer.ingest(file, size: size, observer: observer)
    return observer.matches(hash) ? ingested.blob : nil
  }
}

/// A folder of which files, or the list of them, are not there.
struct FolderIncomplete: Error {
  let missing: [MissingContent]
}

/// Tells how much was stored, of how much.
final class ContentProgress {
  private let sink: any ProgressSink
  private let total: UInt64
  private var done: UInt64 = 0

  init(_ sink: any ProgressSink, total: UInt64) {
    self.sink = sink
    self.total = total
  }

  func add(_ bytes: UInt64) {
    done &+= bytes
    sink.report(
      Progress(
        phase: "importing", unit: .bytes, done: Int64(clamping: done),
        total: total == 0 ? nil : Int64(clamping: max(total, done))))
  }
}
