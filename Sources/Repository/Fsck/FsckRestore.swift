// `mlx fsck --repair`: what is lost and still in the work tree, stored again.
import Chunking
import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

/// Looks for lost objects in the work tree, and believes nothing but hashes.
struct FsckRestore {
  private let repository: Repository
  private let graph: GraphCheck
  private let lost: [LostContent]
  private let index: Index?
  private var blobs: BrokenBlobs
  private var sentences: [String] = []

  private var store: ObjectStore { repository.store }
  private var fileSystem: any FileSystem { repository.environment.fileSystem }

  /// A file's content that is wanted, and where it may be.
  private struct Wanted {
    var size: UInt64?
    var paths: Set<RepositoryPath> = []
    var cutter: CutterCode?
  }

  init(_ repository: Repository, _ graph: GraphCheck, lost: [LostContent]) {
    self.repository = repository
    self.graph = graph
    self.lost = lost
    index = try? Index.load(
      from: repository.metadata.appending("index"), in: repository.environment.fileSystem)
    blobs = BrokenBlobs(repository.store, broken: graph.broken)
  }

  /// Stores what is found, durably, and says so in sentences; none when nothing is. With the index lock.
  mutating func run() throws -> [String] {
    let writer = repository.makeWriter()
    do {
      try restoreNames(writer)
      try restorePurges(writer)
      try restoreTrees(writer)
      try restoreFiles(writer)
      guard !sentences.isEmpty else {
        writer.discard()
        return []
      }
      try writer.publish(pending: [])
      writer.finishAfterSwap()
      return sentences
    } catch {
      writer.discard()
      throw error
    }
  }

  /// HEAD names its branch in a blob: without it no ref can be read, and only so many names can be in it.
  private mutating func restoreNames(_ writer: StoreWriter) throws {
    for name in graph.branchNames.union(["main", "master"]).sorted() {
      let text = Array("heads/\(name)".utf8)
      let key = ObjectKey(kind: .chunk, digest: SHA256Hasher.hash(text))
      guard graph.broken.contains(key) else { continue }
      try writer.putSmallBlob(text)
      sentences.append("stored again that HEAD may be on the branch '\(name)'")
    }
  }

  /// The object index alone says that a file is not here on purpose; where it was lost, notes tell.
  private mutating func restorePurges(_ writer: StoreWriter) throws {
    guard let head = try? repository.operations.current(),
      let tombstones = try? [Tombstone].load(head.operation.view, from: store)
    else { return }
    let purged = tombstones.filter { tombstone in
      graph.broken.contains(ObjectKey(kind: .chunk, digest: tombstone.blob.digest))
        && !store.containsBlob(tombstone.blob)
    }
    for tombstone in purged {
      writer.declareAbsent(
        ObjectKey(kind: .chunk, digest: tombstone.blob.digest),
        Absence(.purged, detail: tombstone.note.hex))
    }
    guard !purged.isEmpty else { return }
    let count = "\(purged.count) \(purged.count == 1 ? "file was" : "files were")"
    sentences.append("noted again that \(count) purged")
  }

  /// After a commit the index has all that the commit's folders hold: their lists can be made of it.
  private mutating func restoreTrees(_ writer: StoreWriter) throws {
    let trees = graph.broken.filter { $0.kind == .tree }
    guard !trees.isEmpty, let index else { return }
    var code = Index()
    code.apply(index.codeEntries().map(IndexChange.set))
    // In memory first: nothing is written that is not wanted.
    var made = 0
    for part in [index, code] {
      _ = try IndexTree.build(part, emitting: store.limits.tree) { id, bytes in
        guard trees.contains(ObjectKey(kind: .tree, digest: id.digest)) else { return }
        _ = try writer.putBytes(.tree, bytes)
        made += 1
      }
    }
    guard made > 0 else { return }
    sentences.append(
      "made \(made) \(made == 1 ? "list" : "lists") of a folder again from the index")
  }

  private mutating func restoreFiles(_ writer: StoreWriter) throws {
    var done: [String] = []
    var bytes: UInt64 = 0
    for (blob, wanted) in wantedFiles().sorted(by: { $0.key.hex < $1.key.hex }) {
      for path in wanted.paths.sorted() {
        try Interruption.check()
        guard let size = try restore(blob, wanted, from: path, writer) else { continue }
        done.append("'\(path)'")
        bytes += size
        break
      }
    }
    guard !done.isEmpty else { return }
    let names = done.sorted()
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    sentences.append(
      "stored \(names.prefix(5).joined(separator: ", "))\(more) again from the work tree: "
        + "\(bytes) \(bytes == 1 ? "byte" : "bytes")")
  }

  private mutating func wantedFiles() -> [BlobID: Wanted] {
    var wanted: [BlobID: Wanted] = [:]
    for content in lost {
      guard content.object.hasPrefix("blob:"),
        let digest = Digest(hex: String(content.object.dropFirst("blob:".count)))
      else { continue }
      let paths = content.paths.compactMap { try? RepositoryPath(validating: $0) }
      wanted[BlobID(digest), default: Wanted()].paths.formUnion(paths)
      wanted[BlobID(digest)]?.size = content.size
    }
    index?.forEachEntry { entry in
      guard blobs.contains(entry.blob) else { return }
      wanted[entry.blob, default: Wanted()].paths.insert(entry.path)
      wanted[entry.blob]?.size = entry.size
      wanted[entry.blob]?.cutter = entry.cutter
    }
    return wanted
  }

  /// Stores a file's bytes if they are the ones; returns how many, or nil when they are not. What cannot be
  /// read here is no fault of the repository.
  private func restore(
    _ blob: BlobID, _ wanted: Wanted, from path: RepositoryPath, _ writer: StoreWriter
  ) throws -> UInt64? {
    let place = repository.workTree.root.appending(path.string)
    do {
      guard let own = try fileSystem.status(at: place, followingLinks: false) else { return nil }
      if own.type == .symlink {
        let target = Array(try fileSystem.readLink(place).utf8)
        if SHA256Hasher.hash(target) == blob.digest {
          try writer.putSmallBlob(target)
          return UInt64(target.count)
        }
      }
      guard let status = try fileSystem.status(at: place, followingLinks: true),
        status.type == .regular, let size = UInt64(exactly: status.size),
        wanted.size == nil || wanted.size == size,
        try ContentHash.file(place, in: fileSystem).digest == blob.digest
      else { return nil }
      // The recipe, where it is left, says how the file was cut: its chunks come out the same.
      let recipe = (try? store.recipe(of: blob)) ?? nil
      let cutter = recipe.flatMap { CutterCode(rawValue: $0.cutter.rawValue) } ?? wanted.cutter
      let file = try File(place, .read, in: fileSystem)
      let stored = try writer.ingest(file, size: size, keeping: cutter)
      return stored.blob == blob ? size : nil
    } catch let error as FileError where error.isAbout(place.string) {
      return nil
    }
  }
}

extension FileError {
  /// Whether the error is about this very file.
  fileprivate func isAbout(_ name: String) -> Bool {
    switch self {
    case .notFound(let path), .notADirectory(let path), .isADirectory(let path),
      .permissionDenied(let path), .changedWhileReading(let path), .nameTooLong(let path),
      .io(let path, _, _):
      path == name
    default: false
    }
  }
}
