// Everything that commits and notes lead to, each object once.
import FileIO
import ObjectStore
import Objects

/// Follows names from commits, notes and folders down to chunks.
///
/// Depth first, in the order of names, so that what is visited comes in the order in which it was stored. What
/// an asset of another place, an input of lineage or a profile is need not be stored; it counts as far as it is.
struct ClosureWalk {
  /// Where objects are read.
  let store: ObjectStore
  /// What arrives from elsewhere is checked; what is here was when it was made, or came.
  let check: ClosureCheck?
  let marks: LiveMarks
  /// Called once for each object that was not marked before.
  let visit: (ObjectKey) throws -> Void
  /// Files that were purged: what is here of them counts as absent.
  let purged: [Tombstone]
  /// Asked about a file, or a record that need not be stored, that is declared absent: whether it is where the
  /// walk leads, or is to stay away, and is passed over.
  let isElsewhere: (ObjectKey, Absence) throws -> Bool
  /// Files of several chunks that were visited.
  private(set) var largeBlobs: [BlobID] = []
  /// Files that the choice leaves out.
  private(set) var leftOut: Set<BlobID> = []
  /// The runs that edges name and that are here.
  private(set) var runs: [RunID] = []
  private var choice: FileChoice
  private let hasAbsent: Bool
  private var waiting: [Item] = []
  /// Folders of which only what is here was visited; all of them is, once something needs it.
  private var seenAsOptional: Set<TreeID> = []

  private enum Item {
    case tree(TreeID, isOptional: Bool, isLeftOut: Bool, isPiece: Bool = false)
    case note(NoteID)
    case environment(EnvironmentID)
  }

  init(
    store: ObjectStore, marks: LiveMarks, without purged: [Tombstone], check: ClosureCheck?,
    choice: FileChoice = FileChoice(nil), visit: @escaping (ObjectKey) throws -> Void,
    isElsewhere: @escaping (ObjectKey, Absence) throws -> Bool
  ) {
    self.purged = purged
    self.store = store
    self.check = check
    self.marks = marks
    self.choice = choice
    self.isElsewhere = isElsewhere
    self.visit = visit
    hasAbsent = store.hasAbsent
  }

  // MARK: - Roots

  /// A commit and all that it holds; not the ones before it.
  mutating func commit(_ id: CommitID) throws {
    guard try add(record(id.digest)) else { return }
    let commit = try store.commit(id)
    try check?.assets(of: commit, id)
    try content(of: commit)
    try run()
  }

  /// A note, those before it, and what they hold.
  mutating func note(_ id: NoteID) throws {
    push(.note(id))
    try run()
  }

  /// A file's content.
  mutating func blob(_ id: BlobID) throws {
    // The mark is on the blob's id, whether it is a chunk or not.
    let key = ObjectKey(kind: .chunk, digest: id.digest)
    guard try marks.mark(key) else { return }
    if let absence = purged.absence(of: key), try isElsewhere(key, absence) { return }
    if hasAbsent, try !store.isStored(id), let absence = store.absence(of: key),
      try isElsewhere(key, absence)
    {
      return
    }
    var isLarge = false
    try store.forEachPart(of: id) { key in
      if key.kind == .chunk, key.digest == id.digest { return try visit(key) }
      isLarge = true
      _ = try add(key)
    }
    if isLarge { largeBlobs.append(id) }
  }

  // MARK: - Inside

  /// A file, if it is chosen.
  private mutating func file(_ id: BlobID, size: UInt64 = 0, isLeftOut: Bool = false) throws {
    if isLeftOut || choice.leavesOut(file: id.digest, size: size) {
      leftOut.insert(id)
    } else {
      try blob(id)
    }
  }

  private func record(_ digest: Digest) -> ObjectKey { ObjectKey(kind: .record, digest: digest) }

  private func add(_ key: ObjectKey) throws -> Bool {
    guard try marks.mark(key) else { return false }
    try visit(key)
    return true
  }

  private mutating func push(_ item: Item) { waiting.append(item) }

  private mutating func run() throws {
    while let item = waiting.popLast() {
      try Interruption.check()
      switch item {
      case .tree(let id, let isOptional, let isLeftOut, let isPiece):
        try tree(id, isOptional: isOptional, isLeftOut: isLeftOut, isPiece: isPiece)
      case .note(let id): try content(of: id)
      case .environment(let id):
        guard try add(record(id.digest)) else { continue }
        for file in try store.environment(id).lockFiles {
          guard let lock = file.blob else { continue }
          try check?.file(lock.digest, size: file.size, in: "environment", id.digest)
          try self.file(lock)
        }
      }
    }
  }

  private mutating func content(of id: NoteID) throws {
    guard try add(record(id.digest)) else { return }
    let note = try store.note(id)
    if let source = note.metrics?.source { try file(source) }
    if let profile = note.profile { try self.profile(profile) }
    if let previous = note.previous, try store.isStored(record(previous.digest)) {
      push(.note(previous))
    }
  }

  /// One piece of a folder. Pieces are shared between versions.
  private mutating func tree(
    _ id: TreeID, isOptional: Bool, isLeftOut: Bool, isPiece: Bool
  ) throws {
    let key = ObjectKey(kind: .tree, digest: id.digest)
    if isOptional, try !store.isStored(key) { return }
    if try add(key) {
      if isOptional { seenAsOptional.insert(id) }
    } else if isOptional || seenAsOptional.remove(id) == nil {
      return
    }
    if !isOptional, !isPiece { try check?.folder(id) }
    switch try TreeCodec.step(id, store.read(.tree, id.digest)) {
    case .pieces(let pieces):
      for piece in pieces.reversed() {
        push(.tree(piece, isOptional: isOptional, isLeftOut: isLeftOut, isPiece: true))
      }
    case .entries(let entries):
      var folders: [Item] = []
      for entry in entries {
        switch entry.mode {
        case .tree:
          let isLeftOut = isLeftOut || choice.leavesOut(folder: entry.id)
          folders.append(
            .tree(TreeID(entry.id), isOptional: isOptional, isLeftOut: isLeftOut))
        case .file, .executable, .symlink:
          if isOptional, try !store.isStored(BlobID(entry.id)) { continue }
          try check?.file(entry.id, size: entry.size, in: "tree", id.digest)
          try file(BlobID(entry.id), size: entry.size, isLeftOut: isLeftOut)
        case .symbolic, .branch, .tag, .note, .run, .deployment:
          throw ObjectError.malformed(
            kind: "tree", id: id.hex, reason: "a ref is among its files")
        }
      }
      waiting += folders.reversed()
    }
  }

  private mutating func content(of commit: Commit) throws {
    choice.turn(to: commit)
    push(.tree(commit.tree, isOptional: false, isLeftOut: false))
    if let code = commit.code {
      push(.tree(code.tree, isOptional: false, isLeftOut: false))
    }
    if let environment = commit.environment { push(.environment(environment.id)) }
    waiting.reverse()
    for metrics in commit.metrics {
      if let source = metrics.source { try file(source) }
    }
    if let params = commit.params { try file(params.source) }
    for asset in commit.assets {
      try optional(asset.object, of: asset.kind, size: asset.size)
      if let profile = asset.profile { try self.profile(profile) }
    }
    for asset in commit.external { try optional(asset.object, of: asset.reference.kind) }
    for edge in commit.lineage {
      for case .asset(let asset, let id, _) in edge.inputs.map(\.source) {
        try optional(id, of: asset.kind)
      }
      if let run = edge.run { try self.run(run) }
    }
  }

  /// A run with what it stored of its own: its output, and the code and the environment that it ran in.
  private mutating func run(_ id: RunID) throws {
    let key = record(id.digest)
    if let absence = purged.absence(of: key), try isElsewhere(key, absence) { return }
    guard try store.isStored(key), try add(key) else { return }
    runs.append(id)
    let run = try store.run(id)
    for stream in [run.output, run.errors].compactMap(\.self) { try file(stream.blob) }
    var objects: [(AssetObject, AssetKind)] = []
    if let environment = run.environment {
      objects.append((.environment(environment), .environment))
    }
    if let code = run.code { objects.append((.tree(code.tree), .code)) }
    for (object, kind) in objects { try optional(object, of: kind) }
  }

  /// Need not be here.
  private func profile(_ id: ProfileID) throws {
    let key = record(id.digest)
    if let absence = purged.absence(of: key), try isElsewhere(key, absence) { return }
    if try store.isStored(key), try add(key) { try check?.profile(id) }
  }

  private mutating func optional(
    _ object: AssetObject, of kind: AssetKind, size: UInt64? = nil
  ) throws {
    let isLeftOut = size == nil && choice.leavesOut(mentioned: kind)
    switch object {
    case .blob(let id):
      let key = ObjectKey(kind: .chunk, digest: id.digest)
      if try store.isStored(id) || store.absence(of: key)?.state == .purged {
        try file(id, size: size ?? 0, isLeftOut: isLeftOut)
      }
    case .tree(let id):
      let isLeftOut = isLeftOut || choice.leavesOut(folder: id.digest)
      waiting.insert(.tree(id, isOptional: true, isLeftOut: isLeftOut), at: 0)
    case .environment(let id):
      if try store.isStored(record(id.digest)) { waiting.insert(.environment(id), at: 0) }
    }
  }
}
