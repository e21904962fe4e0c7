import Objects

/// An entry of a tree, as `ls` and `ls-tree` print it.
public struct TreeListing: Sendable, Equatable {
  public var mode: TreeMode
  /// `blob` or `tree`.
  public var type: String
  public var id: Digest
  /// Bytes of the file, or of all below the folder.
  public var size: UInt64
  public var path: RepositoryPath
  /// The asset whose root this entry is.
  public var asset: AssetReference?

  public init(
    mode: TreeMode, id: Digest, size: UInt64, path: RepositoryPath, asset: AssetReference? = nil
  ) {
    self.mode = mode
    self.type = mode == .tree ? "tree" : "blob"
    self.id = id
    self.size = size
    self.path = path
    self.asset = asset
  }
}
