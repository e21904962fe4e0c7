import Objects

/// An entry of a tree, as `ls` and `ls-tree` print it.
public struct TreeListing: Sendable, Equatable {
  public var mode: TreeMode
  /// `blob` or `tree`; among refs also `commit` and `record`.
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
    self.type = Self.type(of: mode)
    self.id = id
    self.size = size
    self.path = path
    self.asset = asset
  }

  /// What the entry's id is the id of.
  private static func type(of mode: TreeMode) -> String {
    switch mode {
    case .file, .executable, .symlink, .symbolic: "blob"
    case .tree: "tree"
    case .branch, .tag: "commit"
    case .note, .run, .deployment: "record"
    }
  }
}
