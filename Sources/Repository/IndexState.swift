import FileIO
import ObjectStore
import Objects
import SystemPackage
import WorkingTree

/// What the index says before a repository is open.
public enum IndexState {
  /// The packs that the index names and that no segment does: the store is opened with them.
  /// An index that is missing or damaged has none.
  public static func peekPending(metadata: FilePath, fileSystem: any FileSystem) -> [PendingPack] {
    Index.peekPending(in: metadata.appending("index"), fileSystem)
  }
}

/// An index as it was read, and what a person has to know about it.
struct LoadedIndex {
  var index: Index
  var notices: [String] = []
  /// Whether a command moved HEAD and was stopped before it saved its index, and maybe `mlx.lock`.
  var isCaughtUp = false
}

extension Repository {
  private var indexPath: FilePath { metadata.appending("index") }

  /// The index; rebuilt from HEAD when it is missing or damaged.
  package func loadIndex() throws -> Index {
    try loadIndexState().index
  }

  /// The same, with sentences that say what was rebuilt or dropped.
  func loadIndexState() throws -> LoadedIndex {
    do {
      if let index = try Index.load(from: indexPath, in: environment.fileSystem) {
        let caughtUp = try caughtUp(index)
        var loaded = try checkPending(caughtUp)
        loaded.isCaughtUp = caughtUp.base != index.base
        return loaded
      }
      guard let head = try headCommitID() else { return LoadedIndex(index: Index()) }
      return try rebuilt(from: head, reason: "was missing")
    } catch let error as WorkTreeError {
      switch error {
      case .indexDamaged: return try rebuilt(from: headCommitID(), reason: "was damaged")
      case .indexTooNew: return try rebuilt(from: headCommitID(), reason: "has a newer version")
      default: throw error
      }
    }
  }

  /// Saves the index where a command was stopped between its head and its index, before the operations go that tell
  /// of it. With the index lock.
  func saveCaughtUpIndex() throws {
    guard let loaded = try? loadIndexState(), loaded.isCaughtUp else { return }
    try saveCaughtUp(loaded)
  }

  /// The files that git tracks first: an index that is behind HEAD tells that these may be, too.
  func saveCaughtUp(_ loaded: LoadedIndex) throws {
    _ = writeGitFiles(loaded.index)
    try saveIndex(loaded.index)
  }

  /// Replaces the index file. Not synced: it can be rebuilt.
  func saveIndex(_ index: Index) throws {
    try index.write(to: indexPath, temporary: workTree.temporary, in: environment.fileSystem)
    Failpoint.indexSaved.hit()
  }

  /// The index of a commit: its files, and its assets, metrics and params as declarations. Stat data
  /// and pending packs are those of `old`.
  package func index(from id: CommitID, keeping old: Index? = nil) throws -> Index {
    let commit = try self.commit(id)
    var index = try IndexTree.index(from: commit.tree, in: store, keeping: old)
    Declarations(commit).apply(to: &index)
    index.base = id
    index.pending = old?.pending ?? []
    return index
  }

  /// Writes the staging record of an index, which is what `mlx undo` puts back.
  func staging(of index: Index, writer: StoreWriter) throws -> StagingID {
    let tree = try IndexTree.write(index, writer: writer).root
    let declared = Declarations(index).sorted
    let staging = Staging(
      tree: tree, assets: declared.assets, metrics: declared.metrics, params: declared.params,
      external: declared.external)
    return StagingID(try writer.putBytes(.record, staging.encode()))
  }

  /// Whether an index holds what a staging record describes. Writes nothing.
  func isStaged(_ index: Index, as id: StagingID) throws -> Bool {
    let staging = try store.staging(id)
    return try Set(index.assets) == Set(staging.assets)
      && Set(index.metrics) == Set(staging.metrics)
      && index.params == staging.params
      && Set(index.external) == Set(staging.external)
      && IndexTree.compute(index, limits: store.limits.tree).root == staging.tree
  }

  /// The index of a work tree whose last command moved HEAD and was stopped before it saved its own:
  /// the operation holds what was staged then.
  private func caughtUp(_ index: Index) throws -> Index {
    let head = try headCommitID()
    guard index.base != head, try loadPendingCheckout() == nil else { return index }
    let operation = try operations.current().operation
    return try self.index(
      from: store.staging(operation.staging.after), base: head, keeping: index)
  }

  /// The index that a staging record describes. Stat data and pending packs are those of `old`.
  func index(from staging: Staging, base: CommitID?, keeping old: Index) throws -> Index {
    var index = try IndexTree.index(from: staging.tree, in: store, keeping: old)
    index.assets = staging.assets
    index.metrics = staging.metrics
    index.params = staging.params
    index.external = staging.external
    index.base = base
    index.pending = old.pending
    return index
  }

  private func rebuilt(from head: CommitID?, reason: String) throws -> LoadedIndex {
    let index = try head.map { try self.index(from: $0) } ?? Index()
    let notice =
      "the index \(reason) and was rebuilt from HEAD; stage again what was staged and not committed"
    return LoadedIndex(index: index, notices: [notice])
  }
}

// After a reboot, packs that were never synced are read whole before they are believed.
extension Repository {
  private func checkPending(_ loaded: Index) throws -> LoadedIndex {
    guard !loaded.pending.isEmpty else { return LoadedIndex(index: loaded) }
    let boot = BootID.current()
    let failed = Set(try store.verifyPending().map(\.id))
    var index = loaded
    index.pending = loaded.pending.filter { !failed.contains($0.id) }
      .map { PendingPack(id: $0.id, boot: boot) }
    guard !failed.isEmpty else { return LoadedIndex(index: index) }
    let lost = try unstageMissing(in: &index)
    try store.dropPending(loaded.pending.filter { failed.contains($0.id) })
    let paths = lost.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    let more = lost.count > 3 ? " and \(lost.count - 3) more" : ""
    let notice =
      lost.isEmpty
      ? "what was staged before the machine stopped was damaged; nothing staged needed it"
      : "what was staged before the machine stopped was damaged: stage \(paths)\(more) again"
    return LoadedIndex(index: index, notices: [notice])
  }

  /// Takes entries whose bytes are not in the store back to HEAD's state; returns their paths.
  private func unstageMissing(in index: inout Index) throws -> [RepositoryPath] {
    // What is declared absent was not lost with the pack.
    let missing = index.entries().filter { entry in
      let chunk = ObjectKey(kind: .chunk, digest: entry.blob.digest)
      return !store.containsBlob(entry.blob) && store.absence(of: chunk) == nil
    }.map(\.path)
    let tree = try headCommitID().map { try commit($0).tree }
    var changes: [IndexChange] = []
    for path in missing {
      let entry = try tree.flatMap { try TreeWalk.find(path, in: $0, in: store) }
      if let entry, entry.mode != .tree {
        let blob = BlobID(entry.id)
        changes.append(
          .set(IndexEntry(path: path, blob: blob, size: entry.size, mode: entry.mode)))
      } else {
        changes.append(.remove(path))
      }
    }
    index.apply(changes)
    Declarations.dropEmpty(in: &index)
    return missing
  }
}
