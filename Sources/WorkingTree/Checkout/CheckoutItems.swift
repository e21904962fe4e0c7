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
    guard request.mendsTornWrites else { return items }
    items += try alike(in: pair, besides: Set(items.map(\.path)))
    items.sort { $0.path < $1.path }
    return items
  }

  /// Files that two trees have alike.
  private func alike(
    in pair: CheckoutRequest.Pair, besides differing: Set<RepositoryPath>
  ) throws -> [CheckoutItem] {
    guard let tree = pair.new else { return [] }
    var items: [CheckoutItem] = []
    try TreeWalk.files(tree, at: .root, load: load) { path, entry in
      guard entry.mode != .tree, request.includes(path), !differing.contains(path) else { return }
      var item = makeItem(path)
      item.expected = [entry.id]
      item.isOnlyMended = true
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
    var tracked: [IndexEntry] = []
    var emptyFolders: [RepositoryPath] = []
    var targets: [(path: RepositoryPath, entry: TreeEntry)] = []
    for scope in scopes {
      index.forEachEntry(within: scope) { tracked.append($0) }
      emptyFolders += index.emptyFolders(within: scope)
      if case .tree(let tree?) = request.target {
        try each(of: tree, within: scope) { targets.append(($0, $1)) }
      }
    }
    // All are in order but for where a folder's own files stand among those of its folders.
    tracked.sort { $0.path < $1.path }
    emptyFolders.sort()
    targets.sort { $0.path < $1.path }
    var items = Self.merge(tracked, emptyFolders, targets)
    if request.target == .index {
      for place in items.indices { items[place].target = try target(at: items[place]) }
    }
    return request.selects == nil ? items : items.filter { request.includes($0.path) }
  }

  /// One item a path, in order.
  private static func merge(
    _ tracked: [IndexEntry], _ emptyFolders: [RepositoryPath],
    _ targets: [(path: RepositoryPath, entry: TreeEntry)]
  ) -> [CheckoutItem] {
    var items: [CheckoutItem] = []
    items.reserveCapacity(max(tracked.count, targets.count))
    var (entry, folder, target) = (0, 0, 0)
    while true {
      let a = entry < tracked.count ? tracked[entry].path : nil
      let b = folder < emptyFolders.count ? emptyFolders[folder] : nil
      let c = target < targets.count ? targets[target].path : nil
      guard let path = least(least(a, b), c) else { return items }
      var item = CheckoutItem(path: path)
      if a == path {
        item.tracked = tracked[entry]
        // One text in memory for both.
        item.tracked?.path = path
        entry += 1
      }
      if b == path {
        item.wasEmptyFolder = true
        folder += 1
      }
      if c == path {
        item.target = targets[target].entry
        target += 1
      }
      items.append(item)
    }
  }

  private static func least(_ a: RepositoryPath?, _ b: RepositoryPath?) -> RepositoryPath? {
    guard let a, let b else { return a ?? b }
    return b < a ? b : a
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
