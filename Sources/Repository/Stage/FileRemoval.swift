import FileIO
import Objects
import WorkingTree

/// Deletes tracked files, and the folders that this leaves empty. Nothing behind a link is touched:
/// what a link leads to may be anybody's.
struct FileRemoval {
  private let workTree: WorkTree
  private var above: DiskFolders
  private var folders: Set<RepositoryPath> = []
  /// Links that went in place of the files behind them.
  private var removedLinks: Set<RepositoryPath> = []
  /// Files that stay because they are behind a link which stays, by that link.
  private var kept: [RepositoryPath: [RepositoryPath]] = [:]

  /// - Parameter index: what is tracked before anything is removed.
  init(_ workTree: WorkTree, _ index: Index) {
    self.workTree = workTree
    above = DiskFolders(workTree, index)
  }

  /// Deletes the files at and below a path that was named.
  mutating func remove(
    _ files: [RepositoryPath], emptyFolders: [RepositoryPath], below path: RepositoryPath
  ) throws {
    for file in files {
      try Interruption.check()
      guard let parent = file.parent else { continue }
      switch try above.state(of: parent) {
      case .real: try unlink(file)
      case .linked(let link) where link.isWithin(path):
        if removedLinks.insert(link).inserted { try unlink(link) }
      case .linked(let link): kept[link, default: []].append(file)
      case .missing, .blocked: continue
      }
    }
    for folder in emptyFolders {
      switch try above.state(of: folder) {
      case .real: folders.insert(folder)
      case .linked(let link) where link.isWithin(path):
        if removedLinks.insert(link).inserted { try unlink(link) }
      default: continue
      }
    }
  }

  /// Deletes the folders that are empty now, and says what was not deleted.
  mutating func finish() throws -> [String] {
    for folder in folders.sorted(by: { $0.components.count > $1.components.count }) {
      do throws(FileError) {
        try workTree.fileSystem.removeDirectory(workTree.absolute(folder))
      } catch {
        if case .notEmpty = error { continue }
        guard error.isAbsence else { throw error }
      }
    }
    let links = removedLinks.sorted().map {
      "'\($0)' was a link: the link is gone, and what it led to stays as it is"
    }
    return links + kept.sorted { $0.key < $1.key }.map { Self.keptText($0.key, $0.value) }
  }

  private static func keptText(_ link: RepositoryPath, _ files: [RepositoryPath]) -> String {
    let what =
      files.count == 1 ? "'\(files.first ?? link)' stays" : "\(files.count) files stay"
    return "\(what) on the disk, behind the link '\(link)'; name it in '.mlxignore' too, or the "
      + "next 'mlx add' of the whole takes it again"
  }

  private mutating func unlink(_ path: RepositoryPath) throws {
    do throws(FileError) {
      try workTree.fileSystem.unlink(workTree.absolute(path))
    } catch {
      guard error.isAbsence else { throw error }
    }
    var parent = path.parent
    while let folder = parent, !folder.isRoot, folders.insert(folder).inserted {
      parent = folder.parent
    }
  }
}

extension FileError {
  /// Whether nothing is there, or not as what it was.
  fileprivate var isAbsence: Bool {
    switch self {
    case .notFound, .notADirectory: true
    default: false
    }
  }
}
