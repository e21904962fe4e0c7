// Everything that a root leads to, marked.
import FileIO
import ObjectStore
import Objects
import References

/// Follows names from operations, commits and folders down to chunks, and marks each object once.
///
/// Depth first. What waits is an id and a byte for each object that is named by one that was read and
/// was not read itself: a history waits by its parents, a folder by the folders in it.
package struct MarkWalk {
  let store: ObjectStore
  let marks: LiveMarks
  /// Objects that were marked.
  package private(set) var count = 0
  private var waiting: [Item] = []
  /// Whether a file's content that is missing is an error; else nothing can be lost of it any more.
  private let isStrict: Bool
  /// Whether an object that cannot be read ends nothing: what it names is unknown then.
  private let passesLosses: Bool
  /// Objects that something needs and that cannot be read: nobody knows what else they need.
  package private(set) var unread: Set<ObjectKey> = []
  /// What is not needed, whatever leads to it.
  private var forgotten: Forgotten

  private enum Item {
    case tree(TreeID, isOptional: Bool)
    case commit(CommitID)
    case note(NoteID)
    case environment(EnvironmentID)
    case run(RunID)
    case staging(StagingID)
    /// A record that is named by one that makes no sense.
    case unknown(Digest)
  }

  /// - Parameters:
  ///   - isStrict: whether a file's content that is missing is an error.
  ///   - passesLosses: whether the walk goes on past what cannot be read; see `unread`.
  package init(
    store: ObjectStore, marks: LiveMarks, isStrict: Bool = false, passesLosses: Bool = false,
    without forgotten: Forgotten = Forgotten()
  ) {
    self.isStrict = isStrict
    self.passesLosses = passesLosses
    self.forgotten = forgotten
    self.store = store
    self.marks = marks
  }

  /// Passes over more from now on.
  package mutating func forget(_ more: Forgotten) {
    forgotten.blobs.formUnion(more.blobs)
    forgotten.records.formUnion(more.records)
  }

  // MARK: - Roots

  /// An operation with its refs and what was staged; not the one before it.
  package mutating func operation(_ id: OperationID, _ operation: Operation) throws {
    _ = try mark(record(id.digest))
    try add(.tree(operation.view, isOptional: false))
    try add(.staging(operation.staging.before))
    try add(.staging(operation.staging.after))
    try run()
  }

  /// A commit and all before it.
  mutating func commit(_ id: CommitID) throws {
    try add(.commit(id))
    try run()
  }

  /// A file's content.
  mutating func blob(_ id: BlobID) throws {
    if forgotten.blobs.contains(id) { return }
    try store.markBlob(id, in: marks, isStrict: isStrict)
  }

  /// What an asset is, as far as it is stored here.
  mutating func asset(_ object: AssetObject) throws {
    try optional(object)
    try run()
  }

  // MARK: - Inside

  private func record(_ digest: Digest) -> ObjectKey { ObjectKey(kind: .record, digest: digest) }

  private mutating func mark(_ key: ObjectKey) throws -> Bool {
    guard try marks.mark(key) else { return false }
    count += 1
    return true
  }

  private func key(_ item: Item) -> ObjectKey {
    switch item {
    case .tree(let id, _): ObjectKey(kind: .tree, digest: id.digest)
    case .commit(let id): record(id.digest)
    case .note(let id): record(id.digest)
    case .environment(let id): record(id.digest)
    case .run(let id): record(id.digest)
    case .staging(let id): record(id.digest)
    case .unknown(let digest): record(digest)
    }
  }

  private mutating func add(_ item: Item) throws {
    if try mark(key(item)) { waiting.append(item) }
  }

  /// Reads what waits, until nothing does. What is declared absent leads nowhere.
  private mutating func run() throws {
    while let item = waiting.popLast() {
      try Interruption.check()
      if case .tree(_, isOptional: true) = item, try !store.isStored(key(item)) { continue }
      do {
        try read(item)
      } catch StoreError.absent {
        continue
      } catch let error as ObjectError {
        // A record that is whole and makes no sense to this program: all that it may name is kept.
        if case .tree = item { throw error }
        try mentions(in: store.read(.record, key(item).digest))
      } catch let error as StoreError where error.isLoss && passesLosses {
        unread.insert(key(item))
      }
    }
  }

  /// Notes something that is needed and cannot be read, or throws why.
  package mutating func pass(_ key: ObjectKey, _ error: StoreError) throws {
    guard passesLosses, error.isLoss else { throw error }
    unread.insert(key)
  }

  /// Marks whatever has an id that is written somewhere in a record.
  private mutating func mentions(in bytes: [UInt8]) throws {
    let digits = bytes.split(omittingEmptySubsequences: true) { byte in
      !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        && !(UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    for run in digits where run.count == 64 {
      guard let id = Digest(hex: String(decoding: run, as: UTF8.self)) else { continue }
      try optional(.blob(BlobID(id)))
      try optional(.tree(TreeID(id)))
      if !forgotten.records.contains(id), try store.isStored(record(id)) { try add(.unknown(id)) }
    }
  }

  private mutating func read(_ item: Item) throws {
    switch item {
    case .tree(let id, let isOptional): try tree(id, isOptional: isOptional)
    case .commit(let id): try content(of: store.commit(id))
    case .note(let id):
      let note = try store.note(id)
      if let source = note.metrics?.source { try blob(source) }
      if let profile = note.profile { try self.profile(profile) }
      if let previous = note.previous, try store.isStored(record(previous.digest)) {
        try add(.note(previous))
      }
    case .environment(let id):
      for file in try store.environment(id).lockFiles {
        if let lock = file.blob { try blob(lock) }
      }
    case .run(let id):
      // What it read and made is kept by the commits that hold it.
      let run = try store.run(id)
      for stream in [run.output, run.errors].compactMap(\.self) { try blob(stream.blob) }
      if let environment = run.environment { try optional(.environment(environment)) }
      if let code = run.code { try optional(.tree(code.tree)) }
      for case .tree(let folder)? in run.files.map(\.object) { try optional(.tree(folder)) }
    case .unknown(let id): try mentions(in: store.read(.record, id))
    case .staging(let id):
      let staging = try store.staging(id)
      try add(.tree(staging.tree, isOptional: false))
      for asset in staging.external { try optional(asset.object) }
    }
  }

  /// One piece of a folder of files or refs: pieces are shared between versions, and read once.
  private mutating func tree(_ id: TreeID, isOptional: Bool) throws {
    switch try TreeCodec.step(id, store.read(.tree, id.digest)) {
    case .pieces(let pieces):
      for piece in pieces { try add(.tree(piece, isOptional: isOptional)) }
    case .entries(let entries):
      for entry in entries {
        switch entry.mode {
        case .tree: try add(.tree(TreeID(entry.id), isOptional: isOptional))
        case .file, .executable, .symlink, .symbolic: try blob(BlobID(entry.id))
        case .branch, .tag: try add(.commit(CommitID(entry.id)))
        case .note: try add(.note(NoteID(entry.id)))
        case .run: try self.run(RunID(entry.id))
        case .deployment: _ = try mark(record(entry.id))
        }
      }
    }
  }

  private mutating func content(of commit: Commit) throws {
    for parent in commit.parents { try add(.commit(parent)) }
    try add(.tree(commit.tree, isOptional: false))
    if let code = commit.code { try add(.tree(code.tree, isOptional: false)) }
    if let environment = commit.environment { try add(.environment(environment.id)) }
    for metrics in commit.metrics {
      if let source = metrics.source { try blob(source) }
    }
    if let params = commit.params { try blob(params.source) }
    for asset in commit.assets {
      try optional(asset.object)
      if let profile = asset.profile { try self.profile(profile) }
    }
    for asset in commit.external { try optional(asset.object) }
    // An edge names what a model was made of; that may be in no commit's tree any more.
    for edge in commit.lineage {
      for case .asset(_, let id, _) in edge.inputs.map(\.source) { try optional(id) }
      if let run = edge.run { try self.run(run) }
    }
  }

  /// A profile names nothing else. It is derived: without it the rest is whole.
  private mutating func profile(_ id: ProfileID) throws {
    try derived(id.digest)
  }

  /// A run goes with the files that it quotes, when they are purged.
  private mutating func run(_ id: RunID) throws {
    if try forgotten.records.contains(id.digest) || !store.isStored(record(id.digest)) { return }
    try add(.run(id))
  }

  /// Marks a record that need not be here.
  private mutating func derived(_ id: Digest) throws {
    if try forgotten.records.contains(id) || !store.isStored(record(id)) { return }
    _ = try mark(record(id))
  }

  /// Marks what is stored of an object that need not be.
  private mutating func optional(_ object: AssetObject) throws {
    switch object {
    case .blob(let id): if !forgotten.blobs.contains(id) { try store.markBlob(id, in: marks) }
    case .tree(let id):
      guard try store.isStored(ObjectKey(kind: .tree, digest: id.digest)) else { return }
      try add(.tree(id, isOptional: true))
    case .environment(let id):
      guard try store.isStored(record(id.digest)) else { return }
      try add(.environment(id))
    }
  }
}
