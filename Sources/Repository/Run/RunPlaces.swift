// What a person calls the inputs and outputs of a run, and what is there.
import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

/// What is at a place at one moment.
struct RunContent: Sendable {
  var file: RunFile
  /// Of a place in the work tree.
  var inside: PathContent?
  /// Of a place elsewhere.
  var outside: ExternalHash?

  /// Writes the trees of a folder.
  func writeTrees(_ writer: StoreWriter) throws {
    try inside?.writeTrees(writer)
    try outside?.writeTrees(writer)
  }
}

/// Turns words into places, and places into ids.
struct RunPlaces {
  let repository: Repository
  let index: Index
  /// Where words begin.
  let folder: FilePath

  private var workTree: WorkTree { repository.workTree }

  /// The place of an input: a path where something is, else an asset of that name.
  ///
  /// Errors: `input-missing`, `invalid-path` for the root; those of reading a path.
  func input(_ typed: String) throws -> RunFile.Place {
    let place = try self.place(typed)
    if try isThere(place) { return place }
    if let asset = asset(typed) { return asset }
    let names = index.assets.map(\.name) + index.external.map(\.name)
    let near =
      NearNames.find(typed, among: names)
      + NearNames.find(typed, among: index.assets.map(\.path.string))
    throw RunError.inputMissing(typed, near: Array(near.prefix(3)))
  }

  /// The place of an output, where nothing need be: an asset's name counts when no file has it.
  func output(_ typed: String) throws -> RunFile.Place {
    let place = try self.place(typed)
    return try isThere(place) ? place : asset(typed) ?? place
  }

  /// What is at a place; nil when nothing is. Files that `known` proves to be the same are not read.
  func content(_ place: RunFile.Place, known: Index? = nil) throws -> RunContent? {
    switch place {
    case .path(let path):
      let name = path.string
      let progress = repository.externalProgress(name, total: 0)
      guard
        let found = try PathContent.find(
          at: path, in: workTree, known: known ?? index, progress: progress)
      else { return nil }
      return RunContent(
        file: RunFile(
          place, object: found.object, size: found.size,
          asset: index.asset(containing: path)?.reference), inside: found)
    case .location(let location):
      guard case .success(let found) = try ExternalCheck(repository).hash(location) else {
        return nil
      }
      let asset = index.external.first { $0.location == location }
      return RunContent(
        file: RunFile(
          place, object: found.object, size: found.content.size, asset: asset?.reference),
        outside: found)
    }
  }

  /// Whether what is at a place is what it was. Only files whose stats differ are read.
  func isUnchanged(_ before: RunContent) throws -> Bool {
    if let outside = before.outside,
      let now = try ExternalContent.find(at: outside.content.place, in: workTree),
      now.stamp == outside.content.stamp, outside.isStampSure
    {
      return true
    }
    do {
      var known = index
      if let inside = before.inside {
        known = inside.index
        known.assets = index.assets
      }
      return try content(before.file.place, known: known)?.file.object == before.file.object
    } catch FileError.changedWhileReading {
      return false
    }
  }

  private func place(_ typed: String) throws -> RunFile.Place {
    do {
      let path = try workTree.relative(user: typed, from: folder)
      if path.isRoot { throw RunError.wholeTree(typed) }
      return .path(path)
    } catch WorkTreeError.pathOutside {
      let location = folder.pushing(FilePath(typed)).lexicallyNormalized().string
      if let reason = ExternalAsset.fault(ofLocation: location) {
        throw RunError.invalidPlace(typed, reason: reason)
      }
      return .location(location)
    }
  }

  private func isThere(_ place: RunFile.Place) throws -> Bool {
    switch place {
    case .path(let path): try workTree.status(at: path, followingLinks: true) != nil
    case .location(let location):
      try repository.environment.fileSystem.status(
        at: FilePath(location), followingLinks: true) != nil
    }
  }

  private func asset(_ name: String) -> RunFile.Place? {
    let stored =
      index.assets.first { $0.reference.text == name }
      ?? index.assets.first { $0.name == name }
    if let stored { return .path(stored.path) }
    let external = index.external.first { $0.reference.text == name || $0.name == name }
    return external.map { .location($0.location) }
  }
}
