import Objects

/// What `Add.stage` did to an asset, or to a part of it.
public struct StagedAsset: Sendable {
  public let declaration: AssetDeclaration
  /// Files and links that are staged there now.
  public internal(set) var files = 0
  public internal(set) var added = 0
  public internal(set) var changed = 0
  public internal(set) var removed = 0
  public internal(set) var unchanged = 0
  /// Bytes of all that is staged there now.
  public internal(set) var bytes: UInt64 = 0
  /// Bytes of files that the store did not have, before and after encoding.
  public internal(set) var newBytes: UInt64 = 0
  public internal(set) var newStoredBytes: UInt64 = 0
  /// Files and folders that `.mlxignore` left out.
  public internal(set) var ignored = 0
  public internal(set) var notices: [ScanNotice] = []
  public internal(set) var linksReadThrough: [RepositoryPath] = []

  init(declaration: AssetDeclaration) {
    self.declaration = declaration
  }

  /// Whether everything was staged just so before.
  public var isUnchanged: Bool { added == 0 && changed == 0 && removed == 0 }
}

/// How far an add has come.
public struct AddProgress: Sendable {
  public let files: Int
  public let bytes: UInt64
  public let totalFiles: Int
  public let totalBytes: UInt64
}
