import Objects
import SystemPackage

/// Where a path of a file of DVC leads.
enum DVCPath: Hashable, Sendable {
  /// In the repository.
  case inside(RepositoryPath)
  /// Elsewhere: a URL, or a path that leads out.
  case outside(String)

  /// - Parameters:
  ///   - text: as it is written.
  ///   - folder: that of the file which it is written in.
  ///   - base: from there, where the stage is.
  init(_ text: String, in folder: RepositoryPath, base: String) {
    if text.contains("://") || text.hasPrefix("/") {
      self = .outside(text)
      return
    }
    var names: [Substring] = folder.components
    for name in Self.names(base) + Self.names(text) {
      if name == "." { continue }
      if name == ".." {
        if names.isEmpty || names.last == ".." { names.append(name) } else { names.removeLast() }
      } else {
        names.append(name)
      }
    }
    let joined = names.joined(separator: "/")
    guard !names.contains(".."), let path = try? RepositoryPath(validating: joined), !path.isRoot
    else {
      self = .outside(joined)
      return
    }
    self = .inside(path)
  }

  private static func names(_ text: String) -> [Substring] {
    text.split(separator: "/", omittingEmptySubsequences: true)
  }
}

extension RepositoryPath {
  /// The folders that it is in, the nearest first, without the root.
  var folders: [RepositoryPath] {
    var folders: [RepositoryPath] = []
    var next = parent
    while let folder = next, !folder.isRoot {
      folders.append(folder)
      next = folder.parent
    }
    return folders
  }
}
