import CLibgit2
import SystemPackage

/// A repository inside the repository.
public struct GitSubmodule: Sendable, Equatable {
  /// The commit that the index names.
  public let recorded: String
  /// The commit that is checked out there; nil when nothing is, or it cannot be read.
  public let checkedOut: String?

  /// What the files are: the checked-out commit, else the recorded one.
  public var commit: String { checkedOut ?? recorded }
}

extension GitRepository {
  /// The submodules by their path. Only their HEAD is read: whether their files changed, and what
  /// submodules they have, is not looked at.
  public func submodules() throws(GitError) -> [String: GitSubmodule] {
    var found: [String: GitSubmodule] = [:]
    for file in try trackedFiles().files {
      guard case .submodule(let commit) = file.kind else { continue }
      found[file.path] = GitSubmodule(recorded: commit, checkedOut: checkedOut(at: file.path))
    }
    return found
  }

  private func checkedOut(at path: String) -> String? {
    let opening = GitOpening(workTree.pushing(FilePath(path)), environment: environment)
    guard let repository = try? opening.open() else { return nil }
    var id = git_oid()
    return git_reference_name_to_id(&id, repository.pointer, "HEAD") == 0 ? GitID.hex(id) : nil
  }
}
