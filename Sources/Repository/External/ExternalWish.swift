import Objects
import SystemPackage

/// What `--external` asks for: bytes to hash where they are, and to record without a copy.
public struct ExternalWish: Sendable, Equatable {
  /// A path or URL as it was typed.
  public var location: String
  /// Where a relative path begins.
  public var folder: FilePath
  /// nil is what the location is recorded as already, else a dataset.
  public var kind: AssetKind?
  /// nil is the name that the location has already, else one from its last part.
  public var name: String?
  /// What the bytes must be; needed for what cannot be read.
  public var digest: Digest?

  /// A location as it was typed in a folder.
  public init(
    _ location: String, from folder: FilePath, kind: AssetKind? = nil, name: String? = nil,
    digest: Digest? = nil
  ) {
    self.location = location
    self.folder = folder
    self.kind = kind
    self.name = name
    self.digest = digest
  }

  /// The digest of `--digest sha256:<hex>`. Errors: `usage`.
  public static func digest(parsing text: String) throws(ExternalError) -> Digest {
    guard text.hasPrefix("sha256:"), let digest = Digest(hex: text.dropFirst("sha256:".count))
    else { throw .invalidDigest(text) }
    return digest
  }
}

/// What `--external` staged.
public struct AddedExternal: Sendable, Equatable {
  public var asset: ExternalAsset
  /// `added`, `modified`, `renamed` (kind, name or location), or `unchanged`.
  public var change: ChangeKind
  /// What it was, when `renamed`.
  public var previous: ExternalAsset?
  /// Files that were hashed; 0 where a digest was given and nothing was read.
  public var fileCount: Int
}
