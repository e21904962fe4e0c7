import Objects
import SystemPackage

/// The folder that links may stay in and remain links: the asset, or the folder behind a link
/// that is read through.
final class LinkScope: Sendable {
  /// Where it really is, without links.
  let root: FilePath
  /// Whether a link led here.
  let isReadThrough: Bool
  /// The real folders that hold the links which led here, outermost first.
  let sites: [FilePath]

  init(root: FilePath, isReadThrough: Bool, sites: [FilePath] = []) {
    self.root = root
    self.isReadThrough = isReadThrough
    self.sites = sites
  }

  /// Whether a folder holds, or is, one of those that led here: reading it would never end.
  func isLoop(_ folder: FilePath, from site: FilePath) -> Bool {
    site.starts(with: folder) || sites.contains { $0.starts(with: folder) }
  }
}

/// A folder that a walk is to read.
struct FolderVisit: Sendable {
  let path: RepositoryPath
  let disk: FilePath
  /// Where it really is, without links.
  let real: FilePath
  let scope: LinkScope
  let ignoring: IgnoreRules
  /// Whether a rule ignores the folder, so that only what is tracked in it counts.
  let isIgnored: Bool
}
