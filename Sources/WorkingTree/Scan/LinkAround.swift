// Links that would take in the repository itself.
import Objects
import SystemPackage

extension WorkTree {
  /// Whether a path leads, through links, to a folder that the work tree is in, or to its root.
  public func isAroundRoot(_ path: RepositoryPath) throws -> Bool {
    try isAroundRoot(absolute(path))
  }

  /// The same for any place on the disk.
  public func isAroundRoot(_ place: FilePath) throws -> Bool {
    var resolver = LinkResolver(fileSystem)
    guard case .found(let real) = try resolver.resolve(place),
      case .found(let root) = try resolver.resolve(self.root)
    else { return false }
    return root.starts(with: real)
  }
}
