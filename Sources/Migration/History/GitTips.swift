import GitBridge
import Objects
import References
import Repository

/// The branches and tags of git that are imported, by the names that they have here.
struct GitTips {
  /// A branch or a tag.
  struct Tip<Name: Sendable>: Sendable {
    let name: Name
    /// What git calls it, such as `origin/main`.
    let git: String
    let commit: String
  }

  private(set) var branches: [Tip<BranchName>] = []
  private(set) var tags: [Tip<TagName>] = []
  /// Sentences about names that cannot be taken.
  private(set) var notices: [String] = []

  /// All branches with their tags, or some branches. A branch of a remote counts where no local one has its name.
  ///
  /// Errors: `git-revision-unknown` for a branch that is not there.
  init(of git: GitRepository, only wanted: [String]) throws {
    let all = try git.branches()
    var seen: Set<String> = []
    for branch in all {
      let name = branch.isRemote ? Self.withoutRemote(branch.name) : branch.name
      guard wanted.isEmpty || wanted.contains(branch.name) || wanted.contains(name),
        seen.insert(name).inserted
      else { continue }
      guard let own = BranchName(git: name) else {
        notices.append("the branch '\(branch.name)' is not imported: it can be no name here")
        continue
      }
      branches.append(Tip(name: own, git: branch.name, commit: branch.commit))
    }
    for name in wanted
    where !all.contains(where: { $0.name == name || Self.withoutRemote($0.name) == name }) {
      throw GitError.revisionUnknown(name, place: git.workTree.string)
    }
    for tag in try git.tags() {
      let text = tag.name.split(separator: "@", omittingEmptySubsequences: false).joined(
        separator: "-")
      guard let own = try? TagName(validating: text) else {
        notices.append("the tag '\(tag.name)' is not imported: it can be no name here")
        continue
      }
      tags.append(Tip(name: own, git: tag.name, commit: tag.commit))
    }
  }

  /// Leaves out the tags of commits that were not reached.
  mutating func keepTags(of commits: Set<String>) {
    tags.removeAll { !commits.contains($0.commit) }
  }

  private static func withoutRemote(_ name: String) -> String {
    guard let slash = name.firstIndex(of: "/") else { return name }
    return String(name[name.index(after: slash)...])
  }
}
