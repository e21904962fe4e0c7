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
    var tracked: [CheckoutItem] = []
    var targets: [CheckoutItem] = []
    for scope in scopes {
      index.forEachEntry(within: scope) { entry in
        var item = CheckoutItem(path: entry.path)
        item.tracked = entry
        tracked.append(item)
      }
      for path in index.emptyFolders(within: scope) {
        var item = CheckoutItem(path: path)
        item.wasEmptyFolder = true
        tracked.append(item)
      }
      if case .tree(let tree?) = request.target {
        try each(of: tree, within: scope) { path, entry in
          var item = CheckoutItem(path: path)
          item.target = entry
          targets.append(item)
        }
      }
    }
    // Both are in order but for where a folder's own files stand among those of its folders.
    tracked.sort { $0.path < $1.path }
    targets.sort { $0.path < $1.path }
    var items = Self.merge(tracked, targets)
    if request.target == .index {
      for place in items.indices { items[place].target = try target(at: items[place]) }
    }
    return items.filter { request.includes($0.path) }
  }

  /// One item a path, in order.
  private static func merge(_ tracked: [CheckoutItem], _ targets: [CheckoutItem]) -> [CheckoutItem]
  {
    var items: [CheckoutItem] = []
    items.reserveCapacity(max(tracked.count, targets.count))
    var next = 0
    for item in targets {
      while next < tracked.count, tracked[next].path < item.path {
        add(tracked[next], to: &items)
        next += 1
      }
      add(item, to: &items)
    }
    for item in tracked[next...] { add(item, to: &items) }
    return items
  }

  /// Adds an item, or what it says to the one before, which may be about the same path.
  private static func add(_ item: CheckoutItem, to items: inout [CheckoutItem]) {
    guard let last = items.indices.last, items[last].path == item.path else {
      return items.append(item)
    }
    if let tracked = item.tracked { items[last].tracked = tracked }
    if item.wasEmptyFolder { items[last].wasEmptyFolder = true }
    if let target = item.target { items[last].target = target }
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
