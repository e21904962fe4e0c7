import ObjectStore
import Objects
import References
import WorkingTree

/// What a command changes: it edits the view and the index, and `Repository.transaction` makes that
/// one step, which happens whole or not at all.
package struct Transaction {
  /// What the newest operation, at the start, left behind.
  package let base: OperationHead
  /// The refs. What is changed here is what moves.
  package var view: View
  /// For objects that the new refs, or the new staging, name.
  package let writer: StoreWriter
  /// One line for `mlx op log` and `mlx reflog`, such as `commit: Baseline`.
  var description: String
  /// What was staged when the command began. Read from the disk when only `index` is set.
  package var indexBefore: Index?
  /// What is staged from now on: saved after the swap, its pending packs published. nil: unchanged.
  package var index: Index?
  /// The operation that this one takes back.
  var undoes: OperationID?

  /// Stores a note, and names it in the view.
  mutating func add(_ note: Note) throws {
    try writer.putBytes(.record, note.encode())
    view.addNote(note)
  }
}
