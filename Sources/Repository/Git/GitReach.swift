// Whether git still has a commit that a version was recorded at.
import GitBridge
import Objects

/// What git says of a commit.
package enum GitReach: Sendable, Equatable {
  /// A branch or a tag leads to it.
  case reachable
  /// It is there, and nothing leads to it: git deletes it some day.
  case loose
  /// It is not there.
  case gone
  /// Nobody can tell: git is not here, was cloned without its whole history, or cannot be read.
  case unknown(reason: String)
}

extension Repository {
  /// Looks for a commit in the git repository around the work tree.
  package func gitReach(of commit: String) -> GitReach {
    switch gitPresence() {
    case .none: return .unknown(reason: "there is no git repository here")
    case .unreadable(let error): return .unknown(reason: error.description)
    case .found(let side):
      do throws(GitError) {
        guard try side.git.contains(commit: commit) else {
          return try side.git.isShallow()
            ? .unknown(reason: "git was cloned without its whole history") : .gone
        }
        switch try side.git.isReachable(commit) {
        case true?: return .reachable
        case false?: return try side.git.isShallow() ? .reachable : .loose
        case nil: return .reachable
        }
      } catch {
        return .unknown(reason: error.description)
      }
    }
  }
}
