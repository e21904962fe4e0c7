import FileIO
import ObjectStore
import Objects
import References

/// Follows every name from operations down to chunks, each object once, and reports what is missing,
/// damaged or does not fit what names it.
final class GraphCheck {
  let store: ObjectStore
  /// Objects that the store's own check reported: here only what they are needed for is noted.
  private let damaged: Set<ObjectKey>
  /// Whether to hash blobs of several chunks as a whole.
  let hashesBlobs: Bool
  /// Whether to read blobs of one chunk too, where nothing else has checked the store.
  let readsAll: Bool
  /// Gets the numbers of bytes of blobs that were read.
  private let progress: (Int) -> Void

  private(set) var problems: [FsckProblem] = []
  var seen: [StoredKind: Set<Digest>] = [:]
  var seenBlobs: Set<Digest> = []
  private var seenNotes: Set<[String]> = []
  private var needs: [ObjectKey: [String]] = [:]
  private static let needsMax = 5
  /// Objects that are missing or damaged, wherever that was found.
  private(set) var broken: Set<ObjectKey>
  /// The commits that were read, and those that could not be.
  private(set) var commitIDs: [CommitID] = []
  private(set) var lostCommits: [CommitID] = []
  /// Names of branches that any operation had.
  var branchNames: Set<String> = []
  private(set) var operationCount = 0
  var commitCount: Int { commitIDs.count }
  var absentCount = 0
  /// Files among them that were deleted on purpose.
  private(set) var purgedCount = 0
  /// What was met that is recorded without its bytes.
  private(set) var external: Set<AssetObject> = []
  var blobCount: Int { seenBlobs.count }

  init(
    store: ObjectStore, damaged: Set<ObjectKey>, hashesBlobs: Bool, readsAll: Bool = false,
    progress: @escaping (Int) -> Void = { _ in }
  ) {
    self.store = store
    self.readsAll = readsAll
    self.progress = progress
    self.damaged = damaged
    broken = damaged
    self.hashesBlobs = hashesBlobs
  }

  /// What a damaged object is needed for.
  func affected(_ key: ObjectKey?) -> [String] { key.flatMap { needs[$0] } ?? [] }

  func report(_ problem: FsckProblem) { problems.append(problem) }

  /// Reports an object that is named and not there.
  ///
  /// - Parameter hint: what to do, where it can be made anew.
  func report(missing key: ObjectKey, named: String, hint: String? = nil) {
    broken.insert(key)
    report(
      FsckProblem(
        code: "object-missing", object: key.text, reason: "\(key.text) is missing",
        affected: [named],
        hint: hint ?? "copy the missing pack from a backup or another copy of the repository, "
          + "then run 'mlx fsck --repair'" + (key.isOfFiles ? FsckProblem.healing : "")))
  }

  /// Reports an object whose content does not fit.
  ///
  /// - Parameter hint: what to do, where it is nothing that a backup mends.
  func report(
    _ key: ObjectKey, code: String = "object-corrupt", _ reason: String, named: String,
    hint: String? = nil
  ) {
    report(
      FsckProblem(
        code: code, object: key.text, reason: reason, affected: [named],
        hint: hint
          ?? "restore '.mlops' from a backup; what other commits hold is not touched by this"))
  }

  // MARK: - Records

  /// Everything from an operation on.
  func operations(from start: OperationID) throws {
    var queue = [start]
    while let id = queue.popLast() {
      let key = ObjectKey(kind: .record, digest: id.digest)
      let name = "operation \(id.short)"
      guard try visit(key, named: name) else { continue }
      guard let operation = try read(key, named: name, { try store.operation(id) }) else {
        continue
      }
      operationCount += 1
      // What was before the oldest that a collection kept is gone, or about to go.
      queue += operation.parents.filter {
        !store.isBoundary(ObjectKey(kind: .record, digest: $0.digest))
      }
      try view(operation.view, named: name)
      for staging in [operation.staging.before, operation.staging.after] {
        try self.staging(staging, named: "what was staged at \(name)")
      }
    }
  }

  private func staging(_ id: StagingID, named name: String) throws {
    let key = ObjectKey(kind: .record, digest: id.digest)
    guard try visit(key, named: name),
      let staging = try read(key, named: name, { try store.staging(id) })
    else { return }
    try folder(staging.tree, at: .root, of: name)
    noteExternal(staging.external)
  }

  /// A commit and all before it.
  func commits(from start: CommitID, named name: String) throws {
    var queue = [(id: start, name: name)]
    while let (id, name) = queue.popLast() {
      let key = ObjectKey(kind: .record, digest: id.digest)
      let isNew = seen[.record]?.contains(id.digest) != true
      guard try visit(key, named: name),
        let commit = try read(key, named: name, { try store.commit(id) })
      else {
        if isNew, store.absence(of: key) == nil { lostCommits.append(id) }
        continue
      }
      commitIDs.append(id)
      queue += commit.parents.map { ($0, "parent of \(id.short)") }
      try content(of: commit, id)
    }
  }

  // MARK: - For the other half

  /// Whether an object is new to this check and stored. Notes what it is needed for if it is damaged.
  func visit(_ key: ObjectKey, named name: String, hint: String? = nil) throws -> Bool {
    if damaged.contains(key), (needs[key]?.count ?? 0) < Self.needsMax {
      needs[key, default: []].append(name)
    }
    guard seen[key.kind, default: []].insert(key.digest).inserted else { return false }
    try Interruption.check()
    if store.contains(key) { return true }
    if damaged.contains(key) { return false }
    if store.absence(of: key) != nil {
      absentCount += 1
    } else {
      report(missing: key, named: name, hint: hint)
    }
    return false
  }

  /// The value, or nil with a report.
  func read<Value>(
    _ key: ObjectKey, named name: String, _ body: () throws -> Value
  ) throws -> Value? {
    do {
      return try body()
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch {
      let code = (error as? any MLXError)?.code ?? "io-error"
      broken.insert(key)
      var hint: String?
      if let newer = error as? ObjectError, case .unsupportedSchema = newer { hint = newer.hint }
      if !damaged.contains(key) { report(key, code: code, "\(error)", named: name, hint: hint) }
      return nil
    }
  }

  func isDamaged(_ chunks: [ChunkID]) -> Bool {
    !damaged.isEmpty
      && chunks.contains { damaged.contains(ObjectKey(kind: .chunk, digest: $0.digest)) }
  }

  /// Whether a folder of notes is new to this check at a place.
  func isNewNotes(_ folder: TreeID, at path: [String]) -> Bool {
    seenNotes.insert(path + [folder.hex]).inserted
  }

  func noteExternal(_ assets: [ExternalAsset]) { external.formUnion(assets.map(\.object)) }

  /// Some bytes of a blob were read.
  func noteRead(_ count: Int) throws {
    progress(count)
    try Interruption.check()
  }

  func countAbsent(_ absence: Absence) {
    absentCount += 1
    if absence.state == .purged { purgedCount += 1 }
  }

  func isMissing(_ commit: CommitID) -> Bool {
    !store.contains(ObjectKey(kind: .record, digest: commit.digest))
      && seen[.record]?.contains(commit.digest) != true
  }
}
