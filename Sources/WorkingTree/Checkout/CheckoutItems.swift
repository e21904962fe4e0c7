import ObjectStore
import Objects

/// Finds the paths that a checkout has to look at, in path order.
struct CheckoutItems {
  let request: CheckoutRequest
  let index: Index
  let load: TreeWalk.Load

  func collect() throws -> [CheckoutItem] {
    if let base = request.base { return try switching(from: base) }
    if let pair = request.limitedTo { return try limited(to: pair) }
    return try everything()
  }

  /// What differs between base and target, unless the index has the target already. After a power
  /// cut the index can be newer than the files, so a resumed checkout looks at them all.
  private func switching(from base: TreeID) throws -> [CheckoutItem] {
    guard case .tree(let target) = request.target else { return [] }
    var items: [CheckoutItem] = []
    try TreeWalk.diff(base, target, load: load) { change in
      guard request.includes(change.path) else { return }
      var item = makeItem(change.path)
      item.target = change.new
      if request.isResumed { item.expected = Self.blobs(of: change) }
      let isAsTarget =
        change.new?.mode != .tree && item.tracked?.isSame(as: change.new) == true
      if isAsTarget && !request.isResumed { return }
      let old = change.old?.mode == .tree ? nil : change.old
      let isAsBase = item.tracked.map { $0.isSame(as: old) } ?? (old == nil)
      let isGone = item.tracked == nil && item.wantedFile == nil
      item.isStagedConflict = !isAsBase && !isAsTarget && !isGone
      items.append(item)
    }
    return items
  }

  /// What differs between two trees, whatever the index has.
  private func limited(to pair: CheckoutRequest.Pair) throws -> [CheckoutItem] {
    var items: [CheckoutItem] = []
    try TreeWalk.diff(pair.old, pair.new, load: load) { change in
      guard request.includes(change.path) else { return }
      var item = makeItem(change.path)
      item.expected = Self.blobs(of: change)
      item.mayBeFolder = change.old?.mode == .tree || change.new?.mode == .tree
      item.target = try target(at: item)
      items.append(item)
    }
    return items
  }

  private static func blobs(of change: TreeChange) -> [Digest] {
    [change.old, change.new].compactMap { $0?.mode == .tree ? nil : $0?.id }
  }

  private func target(at item: CheckoutItem) throws -> TreeEntry? {
    switch request.target {
    case .index:
      return item.tracked?.treeEntry ?? (item.wasEmptyFolder ? Self.emptyFolder(item.path) : nil)
    case .tree(let tree):
      guard let tree, let entry = try TreeWalk.find(item.path, in: tree, load: load) else {
        return nil
      }
      return entry.mode == .tree && TreeID(entry.id) != TreeCodec.emptyID ? nil : entry
    }
  }

  /// All that the index or the target has within the scope.
  private func everything() throws -> [CheckoutItem] {
    var items: [RepositoryPath: CheckoutItem] = [:]
    for scope in scopes {
      index.forEachEntry(within: scope) {
        items[$0.path, default: .init(path: $0.path)].tracked = $0
      }
      for path in index.emptyFolders(within: scope) {
        items[path, default: CheckoutItem(path: path)].wasEmptyFolder = true
      }
      if case .tree(let tree?) = request.target {
        try each(of: tree, within: scope) { path, entry in
          items[path, default: CheckoutItem(path: path)].target = entry
        }
      }
    }
    if request.target == .index {
      for (path, item) in items { items[path]?.target = try target(at: item) }
    }
    return items.values.filter { request.includes($0.path) }.sorted { $0.path < $1.path }
  }

  private func each(
    of tree: TreeID, within scope: RepositoryPath,
    _ body: (RepositoryPath, TreeEntry) throws -> Void
  ) throws {
    guard let entry = try TreeWalk.find(scope, in: tree, load: load) else { return }
    if entry.mode != .tree || (TreeID(entry.id) == TreeCodec.emptyID && !scope.isRoot) {
      try body(scope, entry)
    } else {
      try TreeWalk.files(TreeID(entry.id), at: scope, load: load, body)
    }
  }

  private var scopes: [RepositoryPath] {
    request.scope.isEmpty ? [.root] : StatusRoots.outermost(request.scope)
  }

  private func makeItem(_ path: RepositoryPath) -> CheckoutItem {
    var item = CheckoutItem(path: path)
    item.tracked = index.entry(at: path)
    item.wasEmptyFolder = index.folderIndex(at: path).map { index.folders[$0].isEmpty } ?? false
    return item
  }

  static func emptyFolder(_ path: RepositoryPath) -> TreeEntry {
    TreeEntry(mode: .tree, name: path.name, size: 0, id: TreeCodec.emptyID.digest)
  }
}
