import Environments
import ObjectStore
import Objects
import WorkingTree

/// Compares two snapshots: assets, their files, the files beside them, metrics, params, environments.
struct DiffBuilder {
  let repository: Repository
  let before: Snapshot
  let after: Snapshot
  /// Only what is at or below these; empty for all.
  var paths: [RepositoryPath] = []
  /// Whether shared bytes are computed, which reads recipes.
  var measuresShared = true
  /// Compares texts by line; nil for counts and sizes alone.
  var lines: LineReader?
  /// Compares the texts among the code by line; nil to do as `lines` does.
  var codeLines: LineReader?
  /// Compares models by tensor; nil for none of that.
  var models: ModelDiffs?
  /// Compares tables by row; nil for bytes alone.
  var tables: TableComparer?

  func build() throws -> DiffReport {
    var report = DiffReport(from: before.side, to: after.side)
    let pairs = AssetPairing.pair(before.assets, after.assets)
    let modes =
      before.tree == after.tree
      ? []
      : try FileModes(store: repository.store)
        .changed(pairs, from: before.source, to: after.source)
    for pair in pairs {
      let isModeChanged = pair.after.map { modes.contains($0.path) } ?? false
      if let diff = try asset(pair, isModeChanged: isModeChanged) { report.assets.append(diff) }
    }
    if before.tree != after.tree {
      report.files = try looseFiles()
      report.code = try code()
    }
    if paths.isEmpty {
      report.external = ExternalChange.compare(before.external, after.external)
      report.metrics = MetricChanges.compare(before.metrics, after.metrics)
      report.params = FlatValues.changes(from: before.params?.values, to: after.params?.values)
        .map { ParamDiff(key: $0.key, before: $0.before, after: $0.after) }
      report.environment = try environment()
    }
    try tables?.finish()
    return report
  }

  private func environment() throws -> EnvironmentDiff? {
    guard let old = before.environment, let new = after.environment, old != new else { return nil }
    let store = repository.store
    let difference = EnvironmentDiff(
      from: try store.environment(old), to: try store.environment(new))
    return difference.isEmpty ? nil : difference
  }

  private func isWanted(_ path: RepositoryPath) -> Bool {
    paths.isEmpty || paths.contains { path.isWithin($0) }
  }

  private func asset(_ pair: AssetPairing.Pair, isModeChanged: Bool) throws -> AssetDiff? {
    let (old, new) = (pair.before, pair.after)
    guard let shown = new ?? old else { return nil }
    let isRedeclared =
      old.map { $0.kind != shown.kind || $0.name != shown.name || $0.path != shown.path } ?? false
    guard old?.object != new?.object || isRedeclared || isModeChanged else { return nil }
    let oldPath = old?.path ?? shown.path
    let touches = [shown.path, oldPath].contains { path in
      paths.isEmpty || paths.contains { $0.isWithin(path) || path.isWithin($0) }
    }
    guard touches else { return nil }
    let states = FileStates(store: repository.store)
    let all = try states.changes(
      old.map { ($0, before) }, new.map { ($0, after) }, isModeChanged: isModeChanged)
    let pairs = all.filter {
      isWanted(($0.after == nil ? oldPath : shown.path).appending($0.path))
    }
    guard !pairs.isEmpty || isRedeclared || paths.isEmpty else { return nil }
    var diff = AssetDiff(
      kind: shown.kind, name: shown.name, path: shown.path,
      previous: isRedeclared ? old.map(AssetReferenceAtPath.init) : nil,
      change: old == nil
        ? .added
        : new == nil
          ? .deleted : isRedeclared ? .renamed : isModeChanged ? .modeChanged : .modified,
      before: old?.object, after: new?.object, sizeBefore: old?.size ?? 0,
      sizeAfter: new?.size ?? 0, files: [], counts: FileCounts(), sharedBytes: nil)
    let changes = FileRenames.find(in: pairs)
    diff.files = try changes.map {
      var file = file($0, oldRoot: oldPath, newRoot: shown.path)
      try compareTable(&file, $0.pair, oldRoot: oldPath)
      return file
    }
    diff.tensors = try tensors(changes, of: all, from: old, to: new)
    diff.counts = FileCounts(diff.files)
    if measuresShared, old != nil, new != nil { diff.sharedBytes = shared(diff) }
    return diff
  }

  private func file(
    _ change: FileRenames.Change, oldRoot: RepositoryPath, newRoot: RepositoryPath
  ) -> FileDiff {
    let pair = change.pair
    let path = (pair.after == nil ? oldRoot : newRoot).appending(pair.path)
    var diff = FileDiff(
      path: path, change: change.kind,
      previousPath: change.previousPath.map { oldRoot.appending($0) },
      before: pair.before?.blob, after: pair.after?.blob, sizeBefore: pair.before?.size ?? 0,
      sizeAfter: pair.after?.size ?? 0,
      isFolder: pair.before?.isFolder ?? true && pair.after?.isFolder ?? true, sharedBytes: nil,
      lines: nil)
    diff.lines = lines?.compare(
      side(pair.before, at: oldRoot.appending(change.previousPath ?? pair.path), in: before),
      side(pair.after, at: path, in: after))
    if measuresShared, let old = diff.before, let new = diff.after {
      diff.sharedBytes = old == new ? diff.sizeAfter : sharedBytes(old, new)
    }
    return diff
  }

  private func compareTable(
    _ file: inout FileDiff, _ pair: FilePair, oldRoot: RepositoryPath
  ) throws {
    let oldPath = file.previousPath ?? oldRoot.appending(pair.path)
    try tables?.add(
      to: &file, side(pair.before, at: oldPath, in: before),
      side(pair.after, at: file.path, in: after))
  }

  func side(
    _ state: FileState?, at path: RepositoryPath, in snapshot: Snapshot
  ) -> LineReader.Side? {
    state.map { LineReader.Side(state: $0, path: path, isOnDisk: snapshot.side == .workTree) }
  }

  private func sharedBytes(_ old: BlobID, _ new: BlobID) -> UInt64? {
    var shared = SharedBytes(repository.store)
    shared.add(old)
    return shared.shared(by: new)
  }

  /// Bytes of the new version of an asset that the old one has, whichever files they are in.
  private func shared(_ diff: AssetDiff) -> UInt64? {
    let changed = diff.files.filter { $0.after != nil }
    var sum = diff.sizeAfter - min(diff.sizeAfter, changed.reduce(0) { $0 + $1.sizeAfter })
    var shared = SharedBytes(repository.store)
    for file in diff.files { if let blob = file.before { shared.add(blob) } }
    for file in changed {
      guard let blob = file.after, let bytes = shared.shared(by: blob) else { return nil }
      sum += bytes
    }
    return sum
  }

  /// Metrics and params files that differ as bytes.
  private func looseFiles() throws -> [FileDiff] {
    let paths = Set(before.filePaths.keys).union(after.filePaths.keys).sorted()
    return try paths.filter(isWanted).compactMap { path in
      let old = try before.filePaths[path] == nil ? nil : state(at: path, in: before)
      let new = try after.filePaths[path] == nil ? nil : state(at: path, in: after)
      guard old?.id != new?.id || old?.mode != new?.mode else { return nil }
      let pair = FilePair(path: path, before: old, after: new)
      return file(
        FileRenames.Change(pair: pair, kind: FileRenames.kind(of: pair)), oldRoot: .root,
        newRoot: .root)
    }
  }

  private func code() throws -> [FileDiff] {
    let pairs = try FileStates(store: repository.store).codeChanges(before, after)
      .filter { isWanted($0.path) }
    var builder = self
    builder.lines = codeLines ?? lines
    return FileRenames.find(in: pairs).map { builder.file($0, oldRoot: .root, newRoot: .root) }
  }

  private func state(at path: RepositoryPath, in snapshot: Snapshot) throws -> FileState? {
    switch snapshot.source {
    case .nothing: return nil
    case .index(let index):
      return index.entry(at: path).map {
        FileState(path: path, mode: $0.mode, id: $0.blob.digest, size: $0.size)
      }
    case .tree(let root):
      return try TreeWalk.find(path, in: root, in: repository.store).map {
        FileState(path: path, mode: $0.mode, id: $0.id, size: $0.size)
      }
    }
  }
}
