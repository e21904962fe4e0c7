// What stood at the places of a run's outputs before it.
import FileIO
import Objects
import SystemPackage
import WorkingTree

/// The stats of files at one place: enough to see whether any of them was written.
struct PlaceStamp: Sendable, Equatable {
  /// By path below the place; of the place itself the empty text.
  private var files: [String: Stamp] = [:]

  /// Those of a file that each write changes. A new link to it changes the time of its inode only: that is no write,
  /// but to say that it was one is the smaller mistake.
  private struct Stamp: Equatable {
    var status: FileStatus
    /// Of what a link leads to.
    var target: FileStatus?

    init(_ status: FileStatus, target: FileStatus?) {
      self.status = status
      self.target = target
      // Time and size of a folder are those of its names, which are compared one by one.
      if status.type == .directory { self.status = Self.anyFolder }
      if target?.type == .directory { self.target = Self.anyFolder }
    }

    private static let anyFolder = FileStatus(
      type: .directory, size: 0, mtime: FileTime(seconds: 0, nanoseconds: 0),
      ctime: FileTime(seconds: 0, nanoseconds: 0), inode: 0, device: 0, permissions: 0, links: 0)
  }

  /// nil where nothing is; what cannot be looked at is left out.
  init?(at path: FilePath, in fileSystem: any FileSystem) {
    guard let found = try? fileSystem.status(at: path, followingLinks: false) else { return nil }
    add(path, "", found, in: fileSystem, followsFolder: true)
  }

  private mutating func add(
    _ path: FilePath, _ name: String, _ status: FileStatus, in fileSystem: any FileSystem,
    followsFolder: Bool
  ) {
    var target: FileStatus?
    if status.type == .symlink {
      target = try? fileSystem.status(at: path, followingLinks: true)
    }
    files[name] = Stamp(status, target: target)
    let isFolder = status.type == .directory || (followsFolder && target?.type == .directory)
    guard isFolder, let entries = try? fileSystem.entries(of: path, withStatus: true) else {
      return
    }
    for entry in entries {
      let inner = path.appending(entry.name)
      let status =
        entry.status ?? (try? fileSystem.status(at: inner, followingLinks: false)) ?? nil
      guard let status else { continue }
      add(inner, "\(name)/\(entry.name)", status, in: fileSystem, followsFolder: false)
    }
  }
}

extension RunPlaces {
  /// What stands at a place now; nil where nothing does.
  func stamp(_ place: RunFile.Place) -> PlaceStamp? {
    let path: FilePath
    switch place {
    case .path(let inside): path = repository.workTree.absolute(inside)
    case .location(let text):
      guard case .path(let found) = ExternalLocation(text, in: repository.workTree) else {
        return nil
      }
      path = found
    }
    return PlaceStamp(at: path, in: repository.environment.fileSystem)
  }
}
