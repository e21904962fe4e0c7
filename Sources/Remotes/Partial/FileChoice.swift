// Which files of a version a partial clone takes along.
import Objects
import ProjectFiles

/// Judges the files of one commit after the other by what they are for.
struct FileChoice {
  let filter: CloneFilter?
  /// What the assets of the commit are, by their ids.
  private var kinds: [Digest: AssetKind] = [:]

  init(_ filter: CloneFilter?) { self.filter = filter }

  /// Turns to a commit.
  mutating func turn(to commit: Commit) {
    guard filter != nil else { return }
    kinds = [:]
    for asset in commit.assets {
      // Where one content is in two assets, it comes if either does.
      if let known = kinds[asset.object.digest], takes(known, size: asset.size) { continue }
      kinds[asset.object.digest] = asset.kind
    }
  }

  /// Whether all files of a folder stay where they are.
  func leavesOut(folder id: Digest) -> Bool {
    guard let filter, let kind = kinds[id] else { return false }
    if case .size = filter { return false }
    return !filter.takes(kind, size: 0)
  }

  /// Whether a file that lies in no such folder stays where it is.
  func leavesOut(file id: Digest, size: UInt64) -> Bool {
    guard let filter else { return false }
    return kinds[id].map { !filter.takes($0, size: size) } ?? !filter.takesOther(size: size)
  }

  /// Whether a version of an asset that is only mentioned stays where it is; of a file, its size is not known.
  func leavesOut(mentioned kind: AssetKind) -> Bool {
    guard let filter else { return false }
    if case .size = filter { return true }
    return !filter.takes(kind, size: 0)
  }

  private func takes(_ kind: AssetKind, size: UInt64) -> Bool {
    filter?.takes(kind, size: size) ?? true
  }
}
