import FileIO
import Objects

/// Refuses a checkout of two names that a folder's file system takes for one: the second file
/// would replace the first.
struct CaseFolding {
  let tree: WorkTree

  /// Errors: `caseCollision`.
  func check(_ plan: CheckoutPlan, index: Index) throws {
    for (first, second) in Self.collisions(plan, index) where foldsCase(first.parent ?? .root) {
      throw WorkTreeError.caseCollision(first.string, second.string)
    }
  }

  /// Pairs of names in one folder that are equal but for case, or for how accents are encoded.
  static func collisions(
    _ plan: CheckoutPlan, _ index: Index
  ) -> [(RepositoryPath, RepositoryPath)] {
    var names: [String: RepositoryPath] = [:]
    var pairs: [(RepositoryPath, RepositoryPath)] = []
    func add(_ path: RepositoryPath) {
      // Equal strings are those that look alike, as on such file systems.
      let key = path.string.lowercased()
      guard let known = names[key] else {
        names[key] = path
        return
      }
      if known != path { pairs.append((known, path)) }
    }
    var folders: Set<RepositoryPath> = []
    func addFolder(_ path: RepositoryPath) {
      guard !path.isRoot, folders.insert(path).inserted else { return }
      add(path)
      if let parent = path.parent { addFolder(parent) }
    }
    for write in plan.writes {
      add(write.path)
      if let parent = write.path.parent { addFolder(parent) }
    }
    plan.folders.forEach(addFolder)
    let removed = Set(plan.removals.map(\.path))
    for folder in folders.union([.root]) {
      guard let row = index.folderIndex(at: folder) else { continue }
      for file in index.folders[row].fileRange {
        let path = folder.appending(unchecked: index.text(index.files[file].nameRange))
        if !removed.contains(path) { add(path) }
      }
    }
    return pairs
  }

  /// Asks the folder, or the nearest one above it that exists, by making a file in it.
  private func foldsCase(_ folder: RepositoryPath) -> Bool {
    var place = folder
    while (try? tree.status(at: place)?.type) != .directory, let parent = place.parent {
      place = parent
    }
    var folders = RealFolders(tree)
    let probe = CheckoutTemporary.make()
    guard let folder = try? folders.folder(place),
      (try? File(probe, in: folder, .create)) != nil
    else { return false }
    defer { try? folder.fileSystem.unlink(probe, in: folder) }
    return (try? folder.status(of: probe.uppercased())) != nil
  }
}
