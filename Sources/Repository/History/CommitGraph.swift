import FileIO
import ObjectStore
import Objects
import References

/// A commit's place in history.
package struct CommitNode: Sendable {
  package let id: CommitID
  package let parents: [CommitID]
  let time: Timestamp

  /// Newest first; of one time, by id, so that the order does not depend on how they were found.
  static func isBefore(_ a: CommitNode, _ b: CommitNode) -> Bool {
    a.time == b.time ? a.id < b.id : a.time > b.time
  }
}

/// Answers questions about which commits lead to which. Remembers what it read.
///
/// Times only decide where to look first: a commit that is older than its parent by less than a day
/// changes no answer.
package final class CommitGraph {
  /// How far clocks may differ between the makers of commits.
  static let clockSkewSeconds: Int64 = 86_400

  private let store: ObjectStore
  /// Whether history ends at a commit that is lost.
  private let endsAtLosses: Bool
  private var nodes: [CommitID: CommitNode] = [:]

  /// - Parameter endsAtLosses: whether a commit that is lost counts as never made.
  package init(store: ObjectStore, endsAtLosses: Bool = false) {
    self.store = store
    self.endsAtLosses = endsAtLosses
  }

  func node(_ id: CommitID) throws -> CommitNode {
    if let node = nodes[id] { return node }
    try Interruption.check()
    let commit = try store.commit(id)
    let parents = endsAtLosses ? commit.parents.filter(store.containsCommit) : commit.parents
    let node = CommitNode(id: id, parents: parents, time: commit.author.time)
    nodes[id] = node
    return node
  }

  /// Whether `commit` is `descendant` or leads to it.
  package func isAncestor(_ commit: CommitID, of descendant: CommitID) throws -> Bool {
    if commit == descendant { return true }
    var seen: Set<CommitID> = [descendant]
    var queue = [descendant]
    while let id = queue.popLast() {
      // By no means by time: clocks of two machines may be months apart.
      for parent in try node(id).parents where seen.insert(parent).inserted {
        if parent == commit { return true }
        queue.append(parent)
      }
    }
    return false
  }

  /// The commits that lead to `tips` and not to `hidden`, by id.
  package func commits(_ tips: [CommitID], hiding hidden: [CommitID]) throws -> [CommitID:
    CommitNode]
  {
    var shown: [CommitID: CommitNode] = [:]
    var excluded: Set<CommitID> = []
    var queue = NodeQueue()
    for id in hidden where excluded.insert(id).inserted { queue.insert(try node(id)) }
    for id in tips where !excluded.contains(id) && shown[id] == nil {
      shown[id] = try node(id)
      queue.insert(try node(id))
    }
    var oldest = shown.values.map(\.time.seconds).min() ?? .max
    while let next = queue.removeFirst() {
      let isExcluded = excluded.contains(next.id)
      if isExcluded, !queue.contains(where: { shown[$0.id] != nil }),
        next.time.seconds < oldest - Self.clockSkewSeconds
      {
        break
      }
      for id in next.parents {
        if isExcluded {
          guard excluded.insert(id).inserted else { continue }
          shown[id] = nil
          queue.insert(try node(id))
        } else if !excluded.contains(id), shown[id] == nil {
          let node = try node(id)
          shown[id] = node
          oldest = min(oldest, node.time.seconds)
          queue.insert(node)
        }
      }
    }
    return shown.filter { !excluded.contains($0.key) }
  }

  /// The best common ancestors of two commits, newest first; usually one.
  package func mergeBases(_ a: CommitID, _ b: CommitID) throws -> [CommitID] {
    let left = try commits([a], hiding: [])
    var bases: [CommitNode] = []
    var seen: Set<CommitID> = [b]
    var queue = [b]
    while let id = queue.popLast() {
      if let common = left[id] {
        bases.append(common)
        continue
      }
      for parent in try node(id).parents where seen.insert(parent).inserted {
        queue.append(parent)
      }
    }
    let best = try bases.filter { base in
      try !bases.contains { try $0.id != base.id && isAncestor(base.id, of: $0.id) }
    }
    return best.sorted(by: CommitNode.isBefore).map(\.id)
  }
}

/// Commits to look at, newest first.
struct NodeQueue {
  /// Oldest first, so that taking the newest moves nothing.
  private var nodes: [CommitNode] = []

  var count: Int { nodes.count }

  mutating func insert(_ node: CommitNode) {
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if CommitNode.isBefore(node, nodes[middle]) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    nodes.insert(node, at: low)
  }

  mutating func removeFirst() -> CommitNode? { nodes.popLast() }

  func contains(where test: (CommitNode) -> Bool) -> Bool { nodes.contains(where: test) }
}

extension ObjectStore {
  /// Whether a commit's record is stored.
  func containsCommit(_ id: CommitID) -> Bool {
    contains(ObjectKey(kind: .record, digest: id.digest))
  }
}
