import FileIO
import GitBridge

/// The commits of git that some tips lead to, parents first.
struct GitOrder {
  private(set) var commits: [GitCommit] = []
  /// Whether parents are named that are not here: the history was cut off.
  private(set) var isCut = false

  /// - Parameter tips: ids; the order depends on theirs alone.
  init(from tips: [String], in git: GitRepository) throws {
    var seen: Set<String> = []
    // A commit is looked at before its parents and put after them.
    var stack: [(id: String, ready: GitCommit?)] = []
    for tip in tips {
      stack.append((tip, nil))
      while let (id, ready) = stack.popLast() {
        if let ready {
          commits.append(ready)
          continue
        }
        guard seen.insert(id).inserted else { continue }
        try Interruption.check()
        guard let commit = try git.commit(id) else {
          isCut = true
          continue
        }
        stack.append((id, commit))
        for parent in commit.parents.reversed() where !seen.contains(parent) {
          stack.append((parent, nil))
        }
      }
    }
  }
}
