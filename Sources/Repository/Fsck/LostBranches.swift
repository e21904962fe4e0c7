import FileIO
import ObjectStore
import Objects
import References

/// Finds commits that are stored and that nothing leads to, after the refs that did were lost.
struct LostBranches {
  private let store: ObjectStore
  private let known: Set<CommitID>
  private static let commitsMax = 5

  /// - Parameter graph: has been to all commits that something leads to.
  init(_ store: ObjectStore, _ graph: GraphCheck) {
    self.store = store
    known = Set(graph.commitIDs)
  }

  /// How to bring back those that no other commit came after.
  func sentences() -> [String] {
    var found: [CommitID: Commit] = [:]
    try? store.forEachObject(.record) { digest, _ in
      try Interruption.check()
      let id = CommitID(digest)
      if !known.contains(id), let commit = try? store.commit(id) { found[id] = commit }
    }
    let parents = Set(found.values.flatMap(\.parents))
    let tips = found.filter { !parents.contains($0.key) }
      .sorted {
        ($0.value.author.time.seconds, $0.key.hex) > ($1.value.author.time.seconds, $1.key.hex)
      }
    return tips.prefix(Self.commitsMax).map { id, commit in
      "the commit \(id.short), '\(commit.message.prefix { $0 != "\n" })', is on no branch now: "
        + "'mlx branch NAME \(id.short)' puts it on one"
    }
  }
}
