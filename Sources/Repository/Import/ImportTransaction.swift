// What an import of another tool's history needs of the repository.
import Objects
import References
import WorkingTree

extension Repository {
  /// Runs an import as one change of the repository, while no other command edits the index.
  ///
  /// Errors: `checkout-pending`; those of `transaction` and of the body.
  package func importing<Result>(
    _ description: String, _ body: (inout Transaction) throws -> Result
  ) throws -> Result {
    try withSettledTree { try transaction(description, body) }
  }

  /// Whether something is staged: what the index holds is not what HEAD's commit does.
  package func hasStagedChanges(_ index: Index) throws -> Bool {
    guard let head = try currentView().head.commit else {
      return !index.isEmpty || !index.assets.isEmpty || !index.external.isEmpty
    }
    let commit = try self.commit(head)
    return try Declarations(index).sorted != Declarations(commit).sorted
      || IndexTree.compute(index, limits: store.limits.tree).root != commit.tree
  }

  /// The notes of a kind, each with its id.
  package func allNotes(_ kind: NoteKind) throws -> [Note] {
    try View.notes(about: nil, kind, in: operations.current().operation.view, from: store)
      .map { try store.note($0.id) }
  }

  /// The first bytes of a stored file: at most `count` of them.
  package func start(of blob: BlobID, count: Int) throws -> [UInt8] {
    try readStart(of: blob, bytesMax: count)
  }
}
