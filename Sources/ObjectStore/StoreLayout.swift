// Where the store's files are, and what their names mean.
import Objects
import SystemPackage

/// The paths under `.mlops` that the store uses.
struct StoreLayout: Sendable {
  let root: FilePath
  let objects: FilePath
  let packs: FilePath
  let segments: FilePath
  let temporary: FilePath

  init(root: FilePath) {
    self.root = root
    objects = root.entry("objects")
    packs = objects.entry("packs")
    segments = objects.entry("index")
    temporary = root.entry("tmp")
  }

  func pack(_ id: Digest) -> FilePath { packs.entry(id.hex + ".pack") }

  func segment(_ id: Digest) -> FilePath { segments.entry(id.hex + ".seg") }

  /// The id in a file name such as `<64 hex digits>.pack`, or nil for a stranger.
  static func id(in name: String, suffix: String) -> Digest? {
    guard name.hasSuffix(suffix) else { return nil }
    return Digest(hex: String(name.dropLast(suffix.count)))
  }
}
