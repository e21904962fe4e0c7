import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import SystemPackage

/// Profiles of files by their bytes, below `.mlops/cache/profiles`: what `add` computed waits here for
/// the commit, and of a folder only files that changed are read again. Derived: without it files are
/// read once more.
struct ProfileCache: Sendable {
  private static let fileBytesMax = 32 << 20

  let folder: FilePath
  private let temporary: FilePath
  private let fileSystem: any FileSystem
  private let options: ProfileOptions

  init(_ repository: Repository, options: ProfileOptions = ProfileOptions()) {
    folder = repository.metadata.appending("cache").appending("profiles")
    temporary = repository.workTree.temporary
    fileSystem = repository.environment.fileSystem
    self.options = options
  }

  /// Best effort.
  func put(_ profile: AssetProfile, of blob: BlobID, named: FileFormat?) {
    guard let bytes = profile.encodeForStore() else { return }
    try? fileSystem.makeDirectories(folder)
    try? fileSystem.replaceFile(
      path(blob, named), with: bytes, temporary: temporary, durable: false)
  }

  /// nil when it is not there, or not as it should be.
  func profile(of blob: BlobID, named: FileFormat?) -> AssetProfile? {
    guard
      let bytes = try? fileSystem.readFile(path(blob, named), maxBytes: Self.fileBytesMax),
      let profile = try? AssetProfile.decode(bytes), options.isMet(by: profile)
    else { return nil }
    return profile
  }

  /// Removes the profiles of files that are not staged: commits name their own.
  func prune(keeping isStaged: (BlobID) -> Bool) {
    for entry in (try? fileSystem.entries(of: folder)) ?? [] {
      if let blob = BlobID(hex: entry.name.prefix(64)), isStaged(blob) { continue }
      try? fileSystem.unlink(folder.appending(entry.name))
    }
  }

  /// Depends on all that a profile depends on.
  private func path(_ blob: BlobID, _ named: FileFormat?) -> FilePath {
    let wishes =
      [ModelProfile.schema, TableProfile.schema, named?.rawValue ?? ""]
      + options.excludedColumns.sorted()
    let key = SHA256Hasher.hash(wishes.joined(separator: "\n")).hex.prefix(16)
    return folder.appending("\(blob.hex)-\(key)")
  }
}
