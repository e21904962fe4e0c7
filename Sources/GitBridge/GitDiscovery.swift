// Where a git repository may be, found without libgit2.
import FileIO
import SystemPackage

/// Walks upwards and stops at each folder that holds a `.git`.
struct GitDiscovery {
  /// A folder with a `.git` in it.
  struct Found {
    let folder: FilePath
    /// Whether `.git` is a file that names another folder: a linked work tree or a submodule.
    let isFile: Bool
  }

  private let fileSystem: any FileSystem
  private let ceilings: [FilePath]
  private let crossesFileSystems: Bool
  private let device: UInt64?
  /// nil when the search is over.
  private var folder: FilePath?
  /// The first folder whose `.git` looked like a repository and is none.
  private(set) var damaged: FilePath?

  init(from start: FilePath, environment: [String: String], in fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
    folder = start.lexicallyNormalized()
    device = (try? fileSystem.status(at: start, followingLinks: true))?.device
    ceilings = environment["GIT_CEILING_DIRECTORIES", default: ""].split(separator: ":").map {
      FilePath(String($0)).lexicallyNormalized()
    }
    let across = environment["GIT_DISCOVERY_ACROSS_FILESYSTEM", default: ""].lowercased()
    crossesFileSystems = ["1", "true", "yes", "on"].contains(across)
  }

  /// The next folder upwards that holds a `.git`.
  mutating func next() -> Found? {
    while let current = folder {
      folder = parent(of: current)
      let status = try? fileSystem.status(at: current.appending(".git"), followingLinks: true)
      switch status?.type {
      case .directory: return Found(folder: current, isFile: false)
      case .regular: return Found(folder: current, isFile: true)
      default: continue
      }
    }
    return nil
  }

  /// Notes that libgit2 found no repository there. An empty `.git`, as some tools leave it, is
  /// nothing, and git itself looks further up; a `.git` file that leads nowhere ends the search.
  mutating func passOver(_ found: Found) {
    let git = found.folder.appending(".git")
    let isRepository = ["HEAD", "objects", "refs", "config"].contains { name in
      (try? fileSystem.status(at: git.appending(name), followingLinks: true)) != nil
    }
    if found.isFile { folder = nil }
    if damaged == nil, found.isFile || isRepository { damaged = found.folder }
  }

  private func parent(of folder: FilePath) -> FilePath? {
    let parent = folder.removingLastComponent()
    guard parent != folder, !parent.isEmpty, !ceilings.contains(parent) else { return nil }
    if crossesFileSystems || device == nil { return parent }
    let status = try? fileSystem.status(at: parent, followingLinks: true)
    return status?.device == device ? parent : nil
  }
}
