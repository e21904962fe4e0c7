import Objects

/// Commits newest first by time, each after all of its children that are listed.
///
/// While there is one line of history it is read as far as it is asked for; from the first fork or
/// merge on, what is left is read whole, as only that tells which child comes last.
struct CommitSequence {
  private let graph: CommitGraph
  private var ready = NodeQueue()
  /// The commits that are listed, when that is known.
  private var listed: [CommitID: CommitNode]?
  /// Children that are to come before a commit.
  private var childrenLeft: [CommitID: Int] = [:]

  init(graph: CommitGraph, tips: [CommitID], hidden: [CommitID]) throws {
    self.graph = graph
    if hidden.isEmpty, Set(tips).count == 1, let tip = tips.first {
      ready.insert(try graph.node(tip))
    } else {
      try take(try graph.commits(tips, hiding: hidden))
    }
  }

  /// The next commit; nil at the end.
  mutating func next() throws -> CommitNode? {
    guard let node = ready.removeFirst() else { return nil }
    guard let listed else {
      if node.parents.count > 1 {
        try take(try graph.commits(node.parents, hiding: []))
      } else if let parent = node.parents.first {
        ready.insert(try graph.node(parent))
      }
      return node
    }
    for parent in Set(node.parents) {
      guard let found = listed[parent], let left = childrenLeft[parent] else { continue }
      childrenLeft[parent] = left - 1
      if left == 1 { ready.insert(found) }
    }
    return node
  }

  private mutating func take(_ nodes: [CommitID: CommitNode]) throws {
    listed = nodes
    for node in nodes.values {
      for parent in Set(node.parents) where nodes[parent] != nil {
        childrenLeft[parent, default: 0] += 1
      }
    }
    for node in nodes.values where childrenLeft[node.id] == nil { ready.insert(node) }
  }
}
