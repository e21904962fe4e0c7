// Files of a version, written where no index and no HEAD know of them.
import ObjectStore
import Objects
import WorkingTree

/// A file or folder of a version.
public struct VersionedPath: Sendable, Equatable {
  public var path: RepositoryPath
  /// The asset that it is; nil for another file or folder, also for a part of an asset.
  public var asset: AssetReference?
  public var object: AssetObject
}

extension Repository {
  /// What a version has at a path, or under the name of an asset.
  ///
  /// - Parameter text: a path, `NAME` or `KIND/NAME`.
  ///
  /// Errors: `not-in-revision`, `ambiguous-asset`, `external-asset`.
  public func place(of text: String, in id: CommitID) throws -> VersionedPath {
    let commit = try self.commit(id)
    if let path = try? RepositoryPath(validating: text), !path.isRoot,
      let entry = try TreeWalk.find(path, in: commit.tree, in: store)
    {
      let asset = commit.assets.first { $0.path == path }
      return VersionedPath(path: path, asset: asset?.reference, object: entry.object)
    }
    switch try located(text, in: id, revision: id.short) {
    case .entry(let found):
      return VersionedPath(
        path: found.path, asset: found.asset?.reference, object: found.entry.object)
    case .external(let asset, _):
      throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
    case .commit:
      throw WorkingError.notInRevision(text, revision: id.short, near: [])
    }
  }

  /// Writes a file or folder of a version into the work tree. The index, HEAD and git stay as they are.
  ///
  /// Returns the files and bytes that were written. Errors: those of a checkout.
  public func export(_ path: RepositoryPath, of id: CommitID) throws -> (files: Int, bytes: UInt64)
  {
    let request = CheckoutRequest(target: .tree(try commit(id).tree), scope: [path])
    let plan = try Checkout.plan(request, index: Index(), in: workTree, store: store)
    try bring(plan)
    let applied = try Checkout.apply(
      plan, index: Index(), in: workTree, store: store, progress: checkoutProgress("writing"))
    return (applied.written, applied.bytes)
  }
}

extension TreeEntry {
  fileprivate var object: AssetObject {
    mode == .tree ? .tree(TreeID(id)) : .blob(BlobID(id))
  }
}
