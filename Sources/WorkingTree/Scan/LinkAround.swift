// Links that would take in the repository itself.
import Objects

extension WorkTree {
  /// Whether a path leads, through links, to a folder that the work tree is in, or to its root.
  public func isAroundRoot(_ path: RepositoryPath) throws -> Bool {
    var resolver = LinkResolver(fileSystem)
    guard case .found(let real) = try resolver.resolve(absolute(path)),
      case .found(let root) = try resolver.resolve(self.root)
    else { return false }
    return root.starts(with: real)
  }
}
