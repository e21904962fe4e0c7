// Every commit that a ref names: HEAD, branches, tags, and refs of remotes, of registries and of other
// work trees, whatever the view has.
import ObjectStore
import Objects
import References
import Repository

/// Reads the commits that a stored view names.
struct RefTips {
  /// Names have few parts; a view that is deeper is hostile.
  private static let depthMax = 512
  /// Folders of a view that hold no refs to commits.
  private static let skipped: Set<String> = ["notes", "runs"]

  let store: ObjectStore

  /// The commits, each once, in the order of the refs' names.
  ///
  /// Errors: `object-missing`, `object-corrupt`.
  func commits(in view: TreeID) throws -> [CommitID] {
    var tips: [CommitID] = []
    var seen: Set<CommitID> = []
    var folders = [(id: view, depth: 0)]
    while let folder = folders.popLast() {
      guard folder.depth < Self.depthMax else {
        throw RefError.viewDamaged(view, reason: "its folders are too deep")
      }
      for entry in try TreeCodec.decode(folder.id, load: { try store.read(.tree, $0.digest) }) {
        switch entry.mode {
        case .tree where folder.depth > 0 || !Self.skipped.contains(entry.name):
          folders.append((TreeID(entry.id), folder.depth + 1))
        case .branch, .tag:
          let commit = CommitID(entry.id)
          if seen.insert(commit).inserted { tips.append(commit) }
        default: continue
        }
      }
    }
    return tips
  }
}
