// What the other side is known to have: the content of commits that its refs lead to.
import FileIO
import ObjectStore
import Objects

/// Marks what commits need, and asks for nothing else of them: what they need may be relied on where they are,
/// what they only mention may not.
struct ProvenMarks {
  /// Where objects are read; it may lack some, which are then not marked.
  let store: ObjectStore
  let marks: LiveMarks

  /// Marks a commit, its folders and files; not the commits before it.
  func commit(_ id: CommitID) throws {
    guard try marks.mark(ObjectKey(kind: .record, digest: id.digest)) else { return }
    let commit: Commit
    do {
      commit = try store.commit(id)
    } catch let error as StoreError where error.isLoss {
      return
    }
    try tree(commit.tree)
    if let code = commit.code { try tree(code.tree) }
    for metrics in commit.metrics { if let source = metrics.source { try blob(source) } }
    if let params = commit.params { try blob(params.source) }
  }

  private func blob(_ id: BlobID) throws {
    _ = try marks.mark(ObjectKey(kind: .chunk, digest: id.digest))
  }

  private func tree(_ root: TreeID) throws {
    var waiting = [root]
    while let id = waiting.popLast() {
      try Interruption.check()
      do {
        let step = try TreeCodec.step(id, store.read(.tree, id.digest))
        guard try marks.mark(ObjectKey(kind: .tree, digest: id.digest)) else { continue }
        switch step {
        case .pieces(let pieces): waiting += pieces
        case .entries(let entries):
          for entry in entries {
            switch entry.mode {
            case .tree: waiting.append(TreeID(entry.id))
            case .file, .executable, .symlink: try blob(BlobID(entry.id))
            case .symbolic, .branch, .tag, .note, .run, .deployment: continue
            }
          }
        }
      } catch let error as StoreError where error.isLoss {
        continue
      }
    }
  }
}
