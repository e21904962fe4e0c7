// Git in `mlx status`: where it is, and whether it and mlx agree.
import GitBridge
import Objects
import WorkingTree

/// Git beside mlx.
public struct GitStatus: Sendable, Equatable {
  /// git's branch; nil when its HEAD is detached.
  public var branch: String?
  /// git's commit; nil before the first one.
  public var commit: String?
  /// Files that differ from it, but for what mlx writes and records itself; nil when git cannot tell.
  public var uncommitted: Int?
  /// What `mlx.lock` says.
  public var lock: LockState
  /// Whether HEAD is at a commit.
  public var hasVersion: Bool
  /// The git commit that HEAD was recorded at.
  public var recordedCommit: String?
}

extension Repository {
  /// nil without git; a sentence when git's state cannot be read.
  func addGit(to report: inout StatusReport, index: Index) throws {
    switch gitPresence() {
    case .none: return
    case .unreadable(let error): report.notices.append(error.description)
    case .found(let side):
      do {
        let head = try side.git.head()
        let recorded = try report.head.commit.flatMap { try commit($0).code?.git?.commit }
        report.git = GitStatus(
          branch: head.branch, commit: head.commit, uncommitted: nil,
          lock: try lockState(head: report.head.commit),
          hasVersion: report.head.commit != nil, recordedCommit: recorded)
        report.git?.uncommitted = try uncommitted(side, index).count
      } catch let error as GitError {
        report.notices.append(error.description)
      }
    }
  }
}
