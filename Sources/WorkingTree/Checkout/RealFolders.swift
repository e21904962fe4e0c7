import FileIO
import Objects

/// The folders that a checkout writes below: real ones, made where they are missing. Never a link.
struct RealFolders {
  private let tree: WorkTree
  private var known: Set<RepositoryPath> = [.root]

  init(_ tree: WorkTree) {
    self.tree = tree
  }

  /// Makes a folder and those above it.
  ///
  /// Errors: `pathBlocked` when something that is no folder is there.
  mutating func make(_ path: RepositoryPath) throws {
    guard !known.contains(path) else { return }
    if let parent = path.parent { try make(parent) }
    switch try tree.status(at: path)?.type {
    case .directory: break
    case nil: try tree.fileSystem.makeDirectory(tree.absolute(path), permissions: 0o755)
    default: throw WorkTreeError.pathBlocked(path.string)
    }
    known.insert(path)
  }

  /// Whether the folder exists and no link leads to it.
  mutating func isReal(_ path: RepositoryPath) throws -> Bool {
    if known.contains(path) { return true }
    if let parent = path.parent {
      guard try isReal(parent) else { return false }
    }
    guard try tree.status(at: path)?.type == .directory else { return false }
    known.insert(path)
    return true
  }
}
