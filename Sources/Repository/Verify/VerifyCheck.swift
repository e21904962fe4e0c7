import ObjectStore
import Objects
import References

/// One run of `mlx verify`. What the store holds is checked as `mlx fsck` checks it.
final class VerifyCheck {
  private(set) var report: VerifyReport

  private let repository: Repository
  private let graph: GraphCheck
  private let meter: VerifyMeter
  private var store: ObjectStore { repository.store }

  init(_ repository: Repository, _ id: CommitID) {
    self.repository = repository
    let meter = VerifyMeter(sink: repository.environment.progress)
    self.meter = meter
    graph = GraphCheck(
      store: repository.store, damaged: [], hashesBlobs: true, readsAll: true,
      progress: { meter.add($0) })
    report = VerifyReport(commit: id)
  }

  var finished: VerifyReport {
    var report = report
    report.checked.files = graph.blobCount
    report.checked.trees = graph.seen[.tree]?.count ?? 0
    report.checked.bytes &+= meter.bytes
    return report
  }

  /// Says how much there is to read.
  func expect(_ commit: Commit) {
    meter.expect(commit.assets.reduce(commit.code?.size ?? 0) { $0 &+ $1.size })
  }

  /// The commit itself; nil when it cannot be read.
  func record() throws -> Commit? {
    let id = report.commit
    let key = ObjectKey(kind: .record, digest: id.digest)
    var commit: Commit?
    try add(VerifiedItem(part: .commit, id: "commit:\(id.hex)", result: .ok)) {
      guard try graph.visit(key, named: "commit \(id.short)") else { return }
      commit = try graph.read(key, named: "commit \(id.short)") { try store.commit(id) }
    }
    return commit
  }

  /// What the commit names and this repository holds.
  func stored(_ commit: Commit) throws {
    let id = report.commit
    for asset in commit.assets {
      try add(.init(.asset, asset.reference, asset.object)) {
        try object(asset.object, at: asset.path, size: asset.size, of: id.short)
      }
    }
    if let code = commit.code {
      try add(.init(.code, CodeAsset.reference, .tree(code.tree))) {
        try graph.folder(code.tree, at: .root, of: "the code of \(id.short)")
      }
    }
    if let environment = commit.environment {
      try add(.init(.environment, environment.reference, .environment(environment.id))) {
        try graph.environment(environment, of: id.short)
      }
    }
    // What is wrong with an asset is its own.
    let known = Set(graph.problems)
    try add(.init(.tree, nil, .tree(commit.tree)), besides: known) {
      try graph.folder(commit.tree, at: .root, of: id.short)
      try graph.assets(of: commit, id)
    }
  }

  private func object(
    _ object: AssetObject, at path: RepositoryPath, size: UInt64?, of owner: String
  ) throws {
    switch object {
    case .blob(let blob): try graph.blob(blob, size: size, named: "\(path) in \(owner)")
    case .tree(let tree): try graph.folder(tree, at: path, of: owner)
    case .environment(let record):
      let key = ObjectKey(kind: .record, digest: record.digest)
      guard try graph.visit(key, named: owner) else { return }
      _ = try graph.read(key, named: owner) { try store.read(.record, record.digest) }
    }
  }

  /// What is external, where it can be read.
  func external(_ commit: Commit) throws {
    let check = ExternalCheck(repository)
    for asset in commit.external {
      var item = VerifiedItem(.external, asset.reference, asset.object)
      item.location = asset.location
      switch try check.hash(asset.location) {
      case .failure(let reason):
        item.result = .unreachable
        item.reasons = [reason.text]
      case .success(let hash):
        report.checked.bytes &+= hash.content.size
        if hash.object != asset.object {
          item.result = .changed
          item.found = hash.object.text
        }
      }
      report.items.append(item)
    }
  }

  /// Inputs of lineage that are not what the commit itself has under their name.
  func inputs(of commit: Commit) throws {
    let references = commit.references
    var seen: Set<LineageInput.Source> = []
    for input in commit.lineage.flatMap(\.inputs) where seen.insert(input.source).inserted {
      switch input.source {
      case .asset(let reference, let id, let origin):
        if origin == nil, references[reference] == id { continue }
        var item = VerifiedItem(.input, reference, id)
        item.location = origin?.repository
        try add(input: item, id)
      case .external(let uri, let digest):
        var item = VerifiedItem(part: .input, id: digest, location: uri, result: .ok)
        let blob = digest.flatMap { Digest(hex: $0.dropFirst("sha256:".count)) }
        guard let blob else {
          item.result = .notHeld
          report.items.append(item)
          continue
        }
        try add(input: item, .blob(BlobID(blob)))
      }
    }
  }

  /// What reviews and gates read: the profiles of the assets, the runs that made them, and the notes about
  /// the commit and them.
  func facts(about commit: Commit) throws {
    let id = report.commit
    for asset in commit.assets {
      guard let profile = asset.profile else { continue }
      var item = VerifiedItem(part: .profile, id: "profile:\(profile.hex)", result: .ok)
      item.asset = asset.reference
      try add(item) { try graph.profile(profile, named: "\(asset.reference) of \(id.short)") }
    }
    for edge in commit.lineage {
      guard let run = edge.run else { continue }
      var item = VerifiedItem(part: .run, id: "run:\(run.hex)", result: .ok)
      item.asset = edge.output
      try add(item) { try graph.run(run, named: "the run of \(edge.output)", isNeeded: true) }
    }
    try notes(about: .commit(id), of: nil)
    var seen: Set<AssetObject> = []
    for asset in commit.assets where seen.insert(asset.object).inserted {
      try notes(about: .object(asset.object), of: asset.reference)
    }
  }

  /// Signatures are checked as what they are.
  private func notes(about subject: NoteSubject, of asset: AssetReference?) throws {
    let view = try repository.operations.current().operation.view
    for note in try View.notes(about: subject.digest, nil, in: view, from: store)
    where note.kind != .signature {
      var item = VerifiedItem(part: .note, id: "note:\(note.id.hex)", result: .ok)
      item.asset = asset
      try add(item) { try graph.note(note.id, named: "the note \(note.id.short)") }
    }
  }

  private func add(input item: VerifiedItem, _ id: AssetObject) throws {
    guard isHeld(id) else {
      var item = item
      item.result = .notHeld
      report.items.append(item)
      return
    }
    try add(item) { try object(id, at: .root, size: nil, of: "an input") }
    // Of what was external once the trees are here, and the files are not.
    if let last = report.items.indices.last, report.items[last].result == .missing {
      report.items[last].result = .notHeld
      report.items[last].reasons = []
    }
  }

  private func isHeld(_ object: AssetObject) -> Bool {
    switch object {
    case .blob(let id): store.containsBlob(id)
    case .tree(let id): store.contains(ObjectKey(kind: .tree, digest: id.digest))
    case .environment(let id): store.contains(ObjectKey(kind: .record, digest: id.digest))
    }
  }

  /// Adds an item with what a part of the check finds. What is found wrong is looked at again where
  /// something else needs it too.
  ///
  /// - Parameter known: problems that were said of other items.
  private func add(
    _ item: VerifiedItem, besides known: Set<FsckProblem> = [], _ body: () throws -> Void
  ) throws {
    let before = (problems: graph.problems.count, absent: graph.absentCount)
    let purged = graph.purgedCount
    let seen = (all: graph.seen, blobs: graph.seenBlobs)
    try body()
    var item = item
    let objects = Set(known.map(\.object))
    let problems = graph.problems.dropFirst(before.problems).filter { !objects.contains($0.object) }
    if graph.problems.count > before.problems || graph.absentCount > before.absent {
      graph.seen = seen.all
      graph.seenBlobs = seen.blobs
    }
    item.reasons = problems.prefix(VerifiedItem.reasonsMax).map { problem in
      ([problem.reason] + problem.affected.map { "in \($0)" }).joined(separator: ", ")
    }
    let more = problems.count - item.reasons.count
    if more > 0 { item.reasons.append("and so \(more) more") }
    if problems.contains(where: { $0.code != "object-missing" }) {
      item.result = .mismatch
    } else if !problems.isEmpty {
      item.result = .missing
    } else if graph.absentCount > before.absent {
      item.result = .missing
      item.reasons = [
        graph.purgedCount > purged
          ? "a file of it was purged: 'mlx log' says why" : "objects of it are kept elsewhere"
      ]
    }
    report.items.append(item)
  }
}

extension VerifiedItem {
  fileprivate init(_ part: Part, _ asset: AssetReference?, _ object: AssetObject) {
    self.init(part: part, asset: asset, id: object.text, result: .ok)
  }
}

/// Adds up what was read, and reports it.
private final class VerifyMeter {
  private let sink: any ProgressSink
  private(set) var bytes: UInt64 = 0
  private var total: UInt64?

  init(sink: any ProgressSink) { self.sink = sink }

  func expect(_ bytes: UInt64) { total = bytes }

  func add(_ count: Int) {
    bytes &+= UInt64(clamping: count)
    sink.report(
      Progress(
        phase: "verifying", unit: .bytes, done: Int64(clamping: bytes),
        total: total.map { Int64(clamping: max($0, bytes)) }))
  }
}
