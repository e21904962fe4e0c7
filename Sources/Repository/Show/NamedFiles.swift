// The files that a name stands for.
import ObjectStore
import Objects
import References
import WorkingTree

extension Repository {
  /// The contents of all files of an asset, a path or a whole version, each once.
  ///
  /// - Parameter text: `ASSET@REV`, `KIND/ASSET@REV`, `REV:PATH` or `REV`.
  ///
  /// Errors: as for `show`; `external-asset` for what is kept elsewhere.
  public func files(named text: String) throws -> Set<BlobID> {
    let found = try locate(text)
    let tree: TreeID
    switch found {
    case .commit(let id): tree = try commit(id).tree
    case .external(let asset, _):
      throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
    case .entry(let entry) where entry.entry.mode == .tree: tree = TreeID(entry.entry.id)
    case .entry(let entry): return [BlobID(entry.entry.id)]
    }
    var files: Set<BlobID> = []
    try TreeWalk.files(tree, in: store) { _, entry in
      if entry.mode != .tree { files.insert(BlobID(entry.id)) }
    }
    return files
  }

  /// Forgets what was derived from history: it is made again when it is needed.
  package func forgetLineageFacts() {
    try? environment.fileSystem.removeTree(
      metadata.appending("cache").appending("lineage"))
  }
}
