import ObjectStore
import Objects
import WorkingTree

/// The opposite of one commit, on top of another: each path, asset, metrics record and the params that
/// the commit changed go back, where the other still has what the commit made of them.
struct Reversal {
  let store: ObjectStore
  /// The commit to take back, and the one before it.
  let reverted: Commit
  let parent: Commit?
  /// What it is taken back on.
  let head: Commit

  /// Paths and names that were changed again since.
  private(set) var conflicts: [String] = []

  init(store: ObjectStore, reverted: Commit, parent: Commit?, head: Commit) {
    self.store = store
    self.reverted = reverted
    self.parent = parent
    self.head = head
  }

  /// The index of the result; `conflicts` says what could not be taken back.
  mutating func index(from headIndex: Index) throws -> Index {
    var changes: [IndexChange] = []
    var conflicts: [String] = []
    var restored: [RepositoryPath] = []
    let recorded = RecordedPaths(of: [parent, reverted, head].compactMap { $0 })
    try TreeWalk.diff(parent?.tree, reverted.tree, in: store) { change in
      // Code is left as it is: what came after a commit nearly always changed it again.
      guard recorded.contains(change.path) else { return }
      let current = try leaf(change.path)
      if Self.isSame(current, change.new) {
        changes.append(Self.undoing(change))
        if change.old != nil { restored.append(change.path) }
      } else if !Self.isSame(current, change.old), !Self.concernsFolders(change, current) {
        conflicts.append(change.path.string)
      }
    }
    var index = headIndex
    index.apply(changes)
    let old = parent.map(Declarations.init) ?? Declarations()
    var (declared, others) = Declarations.merge(
      base: Declarations(reverted), current: Declarations(headIndex), target: old)
    // HEAD may have dropped what the files were of. What was code is code again.
    for path in restored where old.holds(path) && !declared.holds(path) {
      if !declared.declare(path, asIn: old) { others.append(path.string) }
    }
    // A file that came after the commit which declared its asset stays, and so does the asset.
    let homeless = try declared.keep(Declarations(headIndex), of: index) { row in
      try parent.map { try TreeWalk.find(row.path, in: $0.tree, in: store) == nil } ?? true
    }
    others += homeless.map(\.string)
    declared.apply(to: &index)
    Declarations.dropEmpty(in: &index)
    for other in others where !conflicts.contains(other) { conflicts.append(other) }
    self.conflicts = conflicts
    return index
  }

  /// The metrics records of the result.
  func metrics() -> [MetricsRecord] {
    let before = Self.keyed(parent?.metrics ?? [])
    let after = Self.keyed(reverted.metrics)
    var records = Self.keyed(head.metrics)
    for key in Set(before.keys).union(after.keys) where before[key] != after[key] {
      if records[key] == after[key] { records[key] = before[key] }
    }
    let order = (head.metrics + (parent?.metrics ?? [])).map(MetricsKey.init)
    var seen: Set<MetricsKey> = []
    return order.filter { seen.insert($0).inserted }.compactMap { records[$0] }
  }

  /// The params of the result.
  func params() -> ParamsRecord? {
    head.params == reverted.params ? parent?.params : head.params
  }

  /// How the assets of the result were made.
  func lineage(of assets: [AssetVersion]) -> [LineageEdge] {
    let known = head.lineage + (parent?.lineage ?? []) + reverted.lineage
    return assets.compactMap { asset in
      known.first { $0.output == asset.reference && $0.id == asset.object }
    }
  }

  /// An asset of a commit that has the same bytes: its format and profile are right here, too.
  func known(_ asset: AssetReference, _ object: AssetObject) -> Asset? {
    let known = [head, reverted] + (parent.map { [$0] } ?? [])
    return known.lazy.flatMap(\.assets).first { $0.reference == asset && $0.object == object }
  }

  // MARK: -

  private struct MetricsKey: Hashable {
    var of: AssetReference
    var on: AssetReference?
    var path: RepositoryPath?

    init(_ record: MetricsRecord) {
      of = record.of
      on = record.on?.asset
      path = record.path
    }
  }

  private static func keyed(_ records: [MetricsRecord]) -> [MetricsKey: MetricsRecord] {
    Dictionary(records.map { (MetricsKey($0), $0) }, uniquingKeysWith: { _, last in last })
  }

  /// The file, link or empty folder that HEAD has at a path.
  private func leaf(_ path: RepositoryPath) throws -> TreeEntry? {
    guard let entry = try TreeWalk.find(path, in: head.tree, in: store) else { return nil }
    return entry.mode == .tree && TreeID(entry.id) != TreeCodec.emptyID ? nil : entry
  }

  private static func isSame(_ a: TreeEntry?, _ b: TreeEntry?) -> Bool {
    a?.mode == b?.mode && a?.id == b?.id
  }

  /// An empty folder that has files now, or none any more, is no conflict.
  private static func concernsFolders(_ change: TreeChange, _ current: TreeEntry?) -> Bool {
    [change.old, change.new, current].allSatisfy { $0 == nil || $0?.mode == .tree }
  }

  private static func undoing(_ change: TreeChange) -> IndexChange {
    if let old = change.old {
      if old.mode == .tree { return .emptyFolder(change.path) }
      return .set(
        IndexEntry(path: change.path, blob: BlobID(old.id), size: old.size, mode: old.mode))
    }
    return change.new?.mode == .tree ? .removeEmptyFolder(change.path) : .remove(change.path)
  }
}
