import Objects
import References
import Repository

// Deleting several branches or tags: none is deleted when one of them cannot be.

extension Repository {
  /// Those that may be refused go first, so that a refusal comes before anything is gone.
  func deleteBranches(_ names: [BranchName], force: Bool) throws -> [Branch] {
    let existing = names.count > 1 ? try branches() : []
    let doubtful = Set(
      names.filter { name in
        let branch = existing.first { $0.name == name }
        guard let branch, let commit = branch.commit, !branch.isCurrent else { return true }
        return !force && !isMerged(commit)
      })
    var deleted: [BranchName: Branch] = [:]
    for name in names.filter(doubtful.contains) + names where deleted[name] == nil {
      deleted[name] = try deleteBranch(name, force: force)
    }
    return names.unique().compactMap { deleted[$0] }
  }

  func deleteTags(_ names: [TagName]) throws -> [Tag] {
    let existing = Set(try tags().map(\.name))
    let missing = names.filter { !existing.contains($0) }
    return try (missing + names).unique().map { try deleteTag($0) }
  }

  /// Whether HEAD leads to the commit.
  private func isMerged(_ commit: CommitID) -> Bool {
    let range = RevisionRange.difference(from: .head, to: .name(commit.hex))
    return (try? log(LogOptions(ranges: [range], limit: 1)))?.isEmpty ?? false
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it stands first.
  fileprivate func unique() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
