// Branches and tags of git, as refs.
import Objects
import References
import Repository

/// Moves refs to imported versions. Nothing that was made here is left behind.
struct RefUpdate {
  let repository: Repository
  /// Versions that an import made, now or before.
  let imported: Set<CommitID>

  /// A branch goes forward, or to versions that were made anew; one with versions of its own stays.
  func move(
    _ tip: GitTips.Tip<BranchName>, to target: CommitID?, in view: inout View
  ) throws -> ImportedRef {
    var outcome = ImportedRef(
      name: tip.name.string, git: tip.git, commit: target, state: .same, instead: nil)
    guard let target else {
      outcome.state = .empty
      return outcome
    }
    guard let old = view[tip.name] else {
      try view.setBranch(tip.name, to: target)
      outcome.state = .new
      return outcome
    }
    if old == target { return outcome }
    if try repository.isAncestor(old, of: target) {
      outcome.state = .moved
    } else if try repository.isAncestor(target, of: old) {
      outcome.state = .ahead
      return outcome
    } else if imported.contains(old) {
      outcome.state = .replaced
    } else {
      let other = try BranchName(validating: "dvc/\(tip.name)")
      try view.setBranch(other, to: target)
      outcome.state = .diverged
      outcome.instead = other.string
      return outcome
    }
    try view.setBranch(tip.name, to: target)
    return outcome
  }

  /// A tag moves only from a version that an import made.
  func move(
    _ tip: GitTips.Tip<TagName>, to target: CommitID?, in view: inout View
  ) throws -> ImportedRef {
    var outcome = ImportedRef(
      name: tip.name.string, git: tip.git, commit: target, state: .same, instead: nil)
    guard let target else {
      outcome.state = .empty
      return outcome
    }
    let old = view[tip.name]
    if old == target { return outcome }
    if let old, !imported.contains(old) {
      outcome.state = .taken
      return outcome
    }
    outcome.state = old == nil ? .new : .replaced
    try view.setTag(tip.name, to: target)
    return outcome
  }
}
