import FileIO
import ObjectStore
import Objects
import Repository

/// The commits that one side has and the other does not.
struct NewCommits {
  /// Those before come first.
  let ordered: [CommitID]
  /// Commits that the other side has, and that a new one comes right after.
  let boundary: [CommitID]
  /// Commits that nobody asked for, and that a new one comes right after.
  let cut: [CommitID]

  /// - Parameters:
  ///   - tips: what is to be had.
  ///   - known: commits that the other side has with all that they lead to. Those that `store` lacks say
  ///     nothing.
  ///   - store: where history is read.
  init(_ tips: [CommitID], known: [CommitID], in store: ObjectStore) throws {
    let hidden = try known.filter {
      try store.isStored(ObjectKey(kind: .record, digest: $0.digest))
    }
    let nodes = try CommitGraph(store: store).commits(tips, hiding: hidden)
    (ordered, boundary) = Self.order(tips, nodes.mapValues(\.parents))
    cut = []
  }

  /// The commits that are at most so many steps from a tip, the tip being the first.
  ///
  /// - Parameters:
  ///   - isHere: whether the other side has a commit.
  ///   - passing: goes on behind commits that the other side has, whose own past it may lack.
  init(
    _ tips: [CommitID], depth: Int, in store: ObjectStore, passing: Bool,
    isHere: (CommitID) -> Bool
  ) throws {
    var parents: [CommitID: [CommitID]] = [:]
    var next = tips
    var steps = 0
    while !next.isEmpty, steps < max(depth, 1) {
      steps += 1
      var behind: [CommitID] = []
      for id in next where parents[id] == nil && (passing || !isHere(id)) {
        try Interruption.check()
        let own = try store.commit(id).parents
        parents[id] = own
        behind += own
      }
      next = behind
    }
    let (reached, ends) = Self.order(tips, parents)
    ordered = reached.filter { !isHere($0) }
    boundary = ends.filter(isHere)
    cut = ends.filter { !isHere($0) }
  }

  /// Commits whose parents are known, each after those; and the others that they come right after.
  private static func order(
    _ tips: [CommitID], _ parents: [CommitID: [CommitID]]
  ) -> (ordered: [CommitID], ends: [CommitID]) {
    var ordered: [CommitID] = []
    var ends: [CommitID] = []
    var seen: Set<CommitID> = []
    for tip in tips {
      var stack: [(id: CommitID, isOpened: Bool)] = [(tip, false)]
      while let (id, isOpened) = stack.popLast() {
        if isOpened {
          ordered.append(id)
          continue
        }
        guard seen.insert(id).inserted else { continue }
        guard let own = parents[id] else {
          ends.append(id)
          continue
        }
        stack.append((id, true))
        for parent in own.reversed() { stack.append((parent, false)) }
      }
    }
    return (ordered, ends)
  }
}
