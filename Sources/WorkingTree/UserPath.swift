import FileIO
import Objects
import SystemPackage

// From what a person typed to a path of the repository.
extension WorkTree {
  /// Maps an absolute path, or one relative to `cwd`, to a path of the repository. `.`, `..` and
  /// trailing slashes are taken as written; links above the root are followed, links below it and
  /// the last name are not. What it names need not exist.
  ///
  /// Errors: `pathOutside`, `pathReserved`, `pathInvalid`.
  public func relative(user path: String, from cwd: FilePath) throws -> RepositoryPath {
    guard !path.isEmpty else { throw WorkTreeError.pathInvalid(path, reason: "it is empty") }
    guard !path.utf8.contains(0) else {
      throw WorkTreeError.pathInvalid(path, reason: "it contains a NUL")
    }
    let absolute = path.hasPrefix("/") ? path : cwd.string + "/" + path
    let typed = Self.normalized(absolute)
    guard let names = try belowRoot(typed) else {
      throw WorkTreeError.pathOutside(path, root: root.string)
    }
    guard !names.contains(where: Self.isReserved) else {
      throw WorkTreeError.pathReserved(path)
    }
    do {
      return try RepositoryPath(validating: names.joined(separator: "/"))
    } catch {
      throw WorkTreeError.pathInvalid(path, reason: "\(error)")
    }
  }

  /// The names below the root, by spelling where possible, else by where the folders really are.
  private func belowRoot(_ typed: [String]) throws -> [String]? {
    let spelled = Self.normalized(root.string)
    if typed.starts(with: spelled) { return Array(typed.dropFirst(spelled.count)) }
    var resolver = LinkResolver(fileSystem)
    guard case .found(let real) = try resolver.resolve(root) else { return nil }
    let realRoot = Self.normalized(real.string)
    for count in 0...typed.count {
      let prefix = FilePath("/" + typed[..<count].joined(separator: "/"))
      guard case .found(let place) = try resolver.resolve(prefix) else { return nil }
      let names = Self.normalized(place.string)
      guard names.starts(with: realRoot) else { continue }
      // A last name that is a link into the repository is outside, unless it is the root itself.
      if count == typed.count && names.count > realRoot.count { return nil }
      return Array(names.dropFirst(realRoot.count)) + typed[count...]
    }
    return nil
  }

  /// The names of an absolute path, with `.` and `..` taken out.
  private static func normalized(_ path: String) -> [String] {
    var names: [String] = []
    for name in path.split(separator: "/") where name != "." {
      if name == ".." {
        _ = names.popLast()
      } else {
        names.append(String(name))
      }
    }
    return names
  }

  static func isReserved(_ name: String) -> Bool { EntryName.isReserved(name) }
}
