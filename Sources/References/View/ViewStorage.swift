import ObjectStore
import Objects

// A view in the store and back.
extension View {
  /// Reads all refs of a stored view.
  ///
  /// Errors: `object-missing`, `object-corrupt`.
  public static func load(_ id: TreeID, from store: ObjectStore) throws -> View {
    View(base: id, refs: try RefTree(store: store, view: id).refs())
  }

  /// Reads one ref of a stored view.
  public static func value(
    of name: RefName, in id: TreeID, from store: ObjectStore
  ) throws -> RefValue? {
    try RefTree(store: store, view: id).value(of: name)
  }

  /// The commit that a ref of a stored view leads to.
  public static func commit(
    of name: RefName, in id: TreeID, from store: ObjectStore
  ) throws -> CommitID? {
    switch try value(of: name, in: id, from: store) {
    case .commit(let commit): commit
    case .branch(let branch): try value(of: .branch(branch), in: id, from: store)?.commit
    case nil: nil
    }
  }

  /// Stores the view: the trees of what changed are written anew, all else is kept.
  public func write(to writer: StoreWriter, in store: ObjectStore) throws -> TreeID {
    let changes = self.changes
    if let base, !isChanged { return base }
    let edit = TreeEdit(
      limits: store.limits.tree,
      load: { try store.read(.tree, $0.digest) },
      emit: { _, bytes in _ = try writer.putBytes(.tree, bytes) })
    let edits = try changes.map { change in
      TreeEdit.Change(
        path: change.name.description.split(separator: "/")[...],
        entry: try change.to.map { try Self.entry(change.name, $0, writer) })
    }
    let added = addedNotes.map(\.change) + addedRuns.map(\.change)
    return try edit.apply(edits + added, to: base) ?? edit.write([])
  }

  private static func entry(
    _ name: RefName, _ value: RefValue, _ writer: StoreWriter
  ) throws -> TreeEntry {
    let leaf = String(name.description.split(separator: "/").last ?? "")
    switch (name, value) {
    case (.tag, .commit(let id)):
      return TreeEntry(mode: .tag, name: leaf, size: 0, id: id.digest)
    case (_, .commit(let id)):
      return TreeEntry(mode: .branch, name: leaf, size: 0, id: id.digest)
    case (_, .branch(let branch)):
      let target = try writer.putSmallBlob(Array(RefName.branch(branch).description.utf8))
      return TreeEntry(mode: .symbolic, name: leaf, size: 0, id: target.digest)
    }
  }
}
