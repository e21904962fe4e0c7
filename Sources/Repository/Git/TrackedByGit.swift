// What git tracks is not for mlx to track as well: two tools would restore one file.
import GitBridge
import Objects
import WorkingTree

extension Repository {
  private static let shownMax = 2
  private static let countedMax = 10_000

  /// Refuses to track what git tracks. Lock files and the like are both code and environment: they
  /// may be tracked by both.
  ///
  /// Errors: `tracked-by-git`, with the command that takes it out of git.
  func refuseTrackedByGit(_ path: RepositoryPath, kind: AssetKind) throws {
    guard kind != .environment, let side = gitSide(),
      let tracked = try? side.git.trackedPaths(
        under: side.gitPath(path), limit: Self.countedMax),
      !tracked.isEmpty
    else { return }
    let here = tracked.map { side.path($0)?.string ?? $0 }
    throw WorkingError.trackedByGit(
      path.string, paths: Array(here.prefix(Self.shownMax)),
      more: max(here.count - Self.shownMax, 0))
  }

  /// The suggestions without what git tracks: that is in the snapshot of the code.
  func withoutTrackedByGit(_ suggestions: [Suggestion]) -> [Suggestion] {
    guard !suggestions.isEmpty, let side = gitSide() else { return suggestions }
    return suggestions.filter { suggestion in
      let tracked = try? side.git.trackedPaths(under: side.gitPath(suggestion.path), limit: 1)
      return tracked?.isEmpty != false
    }
  }
}
