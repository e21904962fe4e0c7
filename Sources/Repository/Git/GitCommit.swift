// `mlx commit --git`: the git commit that goes with a version.
import FileIO
import GitBridge
import Objects
import ProjectFiles
import SystemPackage

extension Repository {
  /// Makes a git commit of `mlx.lock`, the block in `.gitignore` and what is staged in git. The
  /// program `git` makes it, so that hooks and signatures are the user's.
  ///
  /// - Parameter all: stage what git tracks first, as `git commit -a`.
  /// - Returns: the git commit's id.
  ///
  /// Errors: `not-in-git`; `git-commit-failed` with what git said. The version of mlx stays.
  public func commitToGit(message: String, all: Bool) async throws -> String {
    guard let side = gitSide() else { throw WorkingError.notInGit }
    let root = side.git.workTree
    let own = [LockFile.name, ".gitignore"].map(RepositoryPath.init(unchecked:))
    let paths = own.filter { (try? workTree.status(at: $0)) ?? nil != nil }.map(side.gitPath)
    // Forced: `*.lock` is in many a `.gitignore`.
    try await run(["add", "--force", "--"] + paths, in: root)
    try await run(["commit", "--quiet"] + (all ? ["--all"] : []) + ["-m", message], in: root)
    return try side.git.head().commit ?? ""
  }

  private func run(_ arguments: [String], in root: FilePath) async throws {
    let outcome: ChildProcess.Outcome
    do {
      outcome = try await ChildProcess("git", arguments, in: root).run(
        output: .collected(bytesMax: 1 << 20))
    } catch {
      throw WorkingError.gitCommitFailed("git could not be started: \(error.description)")
    }
    guard outcome.isSuccess else {
      let said = (outcome.errors + outcome.output).split(whereSeparator: \.isNewline)
      let reason = said.last { $0.hasPrefix("fatal: ") || $0.hasPrefix("error: ") } ?? said.last
      throw WorkingError.gitCommitFailed(reason.map(String.init) ?? "git failed")
    }
  }
}
