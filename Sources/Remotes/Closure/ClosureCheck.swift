// Whether what arrives makes sense together: an object's hash tells nothing of what others say of it.
import ObjectStore
import Objects
import Repository
import WorkingTree

/// Checks, on the way into this machine's store, what `fsck` checks there of folders, assets and profiles.
struct ClosureCheck {
  /// Where objects come from.
  let source: ObjectStore
  /// Where they go. What is there already is read there.
  let destination: ObjectStore

  /// A folder's list, with all the parts that it is divided into: names, order, counts and sums.
  ///
  /// Errors: `object-corrupt`; `object-missing` when parts are not there.
  func folder(_ id: TreeID) throws { _ = try TreeCodec.decode(id, load: tree) }

  /// A file is as long as the object that names it says, if it is there.
  func file(_ id: Digest, size: UInt64, in kind: String, _ owner: Digest) throws {
    guard let own = try self.size(of: BlobID(id)), own != size else { return }
    throw ObjectError.malformed(
      kind: kind, id: owner.hex,
      reason: "it says that the file \(BlobID(id).short) has \(size) bytes, which has \(own)")
  }

  /// The assets that a commit lists are what its tree has at their paths, if it has anything there: an empty folder
  /// is in no tree.
  func assets(of commit: Commit, _ id: CommitID) throws {
    for asset in commit.assets {
      guard let entry = try TreeWalk.find(asset.path, in: commit.tree, load: tree) else { continue }
      guard asset.object.digest == entry.id, asset.object.isTree == (entry.mode == .tree) else {
        throw ObjectError.malformed(
          kind: "commit", id: id.hex,
          reason: "'\(asset.reference)' is not what its tree has at '\(asset.path)'")
      }
    }
  }

  /// A profile can be read, or is of a version to come: nothing else depends on it.
  func profile(_ id: ProfileID) throws {
    do {
      _ = try source.profile(id)
    } catch ObjectError.unsupportedSchema {
      return
    }
  }

  /// A copy here that is damaged must not keep a sound one away.
  private func tree(_ id: TreeID) throws -> [UInt8] {
    if destination.contains(ObjectKey(kind: .tree, digest: id.digest)) {
      do {
        return try destination.read(.tree, id.digest)
      } catch let error as StoreError where error.isLoss {}
    }
    return try source.read(.tree, id.digest)
  }

  private func size(of blob: BlobID) throws -> UInt64? {
    for store in [source, destination] {
      do { return try store.size(of: blob) } catch let error as StoreError where error.isLoss {}
    }
    return nil
  }
}
