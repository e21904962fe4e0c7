import ObjectStore
import Objects
import Repository

/// The commits that one side has and the other does not.
struct NewCommits {
  /// Those before come first.
  let ordered: [CommitID]
  /// Commits that the other side has, and that a new one comes right after.
  let boundary: [CommitID]

  /// - Parameters:
  ///   - tips: what is to be had.
  ///   - known: commits that the other side has with all that they lead to. Those that `store` lacks say
  ///     nothing.
  ///   - store: where history is read.
  init(_ tips: [CommitID], known: [CommitID], in store: ObjectStore) throws {
    let hidden = known.filter {
      store.contains(ObjectKey(kind: .record, digest: $0.digest))
    }
    let nodes = try CommitGraph(store: store).commits(tips, hiding: hidden)
    var ordered: [CommitID] = []
    var boundary: [CommitID] = []
    var seen: Set<CommitID> = []
    for tip in tips {
      // A commit is in order once those before it are.
      var stack: [(id: CommitID, isOpened: Bool)] = [(tip, false)]
      while let (id, isOpened) = stack.popLast() {
        if isOpened {
          ordered.append(id)
          continue
        }
        guard seen.insert(id).inserted else { continue }
        guard let node = nodes[id] else {
          boundary.append(id)
          continue
        }
        stack.append((id, true))
        for parent in node.parents.reversed() { stack.append((parent, false)) }
      }
    }
    self.ordered = ordered
    self.boundary = boundary
  }
}
