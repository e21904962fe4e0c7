import ObjectStore
import Objects

// Names of refs, and ids whole or in part.
extension RevisionResolver {
  /// A ref by its short or long name.
  public func ref(_ name: String) -> RefName? {
    if name == "HEAD" { return .head }
    return refs(name).first
  }

  func named(_ name: String) throws -> CommitID {
    let refs = refs(name)
    let commits = Set(refs.compactMap { view[$0]?.commit })
    if commits.count > 1 { throw ambiguous(name, refs) }
    if let commit = commits.first { return commit }
    if let unborn = unborn(name) { throw RefError.unborn(unborn) }
    let digits = name.lowercased()
    if digits.utf8.count >= Self.digitsMin, digits.utf8.count <= 64,
      digits.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }),
      let commit = try abbreviated(digits, as: name)
    {
      return commit
    }
    throw RefError.unknownRevision(name, reason: nil, near: near(name))
  }

  /// Branches and tags that are known, here and on remotes.
  func near(_ name: String) -> [String] {
    NearNames.find(
      name,
      among: ["HEAD"] + view.branches.keys.sorted().map(\.string)
        + view.tags.keys.sorted().map(\.string)
        + view.remoteBranches.keys.map(\.description).sorted())
  }

  /// The refs that a name can mean: `heads/x`, `tags/x`, `remotes/x/y`, or the tag and the branch `x`, or
  /// the remote's branch `x/y`.
  private func refs(_ name: String) -> [RefName] {
    var refs: [RefName] = []
    func take(_ ref: RefName?) {
      if let ref, view[ref] != nil, !refs.contains(ref) { refs.append(ref) }
    }
    if name.hasPrefix("heads/") { take(branch(String(name.dropFirst(6)))) }
    if name.hasPrefix("tags/") { take(tag(String(name.dropFirst(5)))) }
    if name.hasPrefix("remotes/") { take(remote(String(name.dropFirst(8)))) }
    take(tag(name))
    take(branch(name))
    take(remote(name))
    return refs
  }

  private func branch(_ name: String) -> RefName? {
    (try? BranchName(validating: name)).map { .branch($0) }
  }

  private func tag(_ name: String) -> RefName? {
    (try? TagName(validating: name)).map { .tag($0) }
  }

  private func remote(_ name: String) -> RefName? {
    (try? RemoteBranch(validating: name)).map { .remote($0) }
  }

  /// The current branch, when that is what the name means and it has no commit.
  private func unborn(_ name: String) -> BranchName? {
    guard case .branch(let branch, nil) = view.head else { return nil }
    return name == branch.string || name == "heads/\(branch)" ? branch : nil
  }

  private func ambiguous(_ name: String, _ refs: [RefName]) -> RefError {
    .ambiguousRevision(
      name, candidates: refs.map { "'\($0)'" },
      hint: "write it in full, such as '\(refs.first?.description ?? "heads/\(name)")'")
  }

  // MARK: - Ids

  /// The commit whose id begins with the digits; nil when there is none. A record that cannot be read
  /// matters only when no other one answers.
  private func abbreviated(_ digits: String, as text: String) throws -> CommitID? {
    var found: [(id: CommitID, commit: Commit)] = []
    var failure: (any Error)?
    for digest in try store.objectIDs(.record, prefix: digits) {
      do {
        guard let commit = try commitIfOne(digest) else { continue }
        found.append((CommitID(digest), commit))
      } catch {
        failure = failure ?? error
      }
    }
    if found.count > 1 {
      let shown = found.prefix(8).map { "\(Self.distinct($0.id, digits)) '\($0.commit.subject)'" }
      throw RefError.ambiguousRevision(
        text, candidates: shown, hint: "use more digits of the one that you mean")
    }
    if found.isEmpty, let failure { throw failure }
    return found.first?.id
  }

  /// The record as a commit; nil when it is something else.
  private func commitIfOne(_ digest: Digest) throws -> Commit? {
    let bytes = try store.read(.record, digest)
    guard let value = try? JSONValue(parsing: bytes),
      value["schema"]?.string?.hasPrefix("mlx.commit/") == true
    else { return nil }
    return try store.commit(CommitID(digest))
  }

  /// Some digits more than were typed.
  private static func distinct(_ id: CommitID, _ digits: String) -> String {
    String(id.hex.prefix(max(7, digits.utf8.count + 3)))
  }
}
