import FileFormats
import FileIO
import Objects
import SystemPackage

/// A look into a folder: its own names, and a count of what is below, bounded.
struct FolderSample {
  private static let depthMax = 6

  /// The names in the folder itself.
  private(set) var files: [String] = []
  private(set) var folders: [String] = []
  /// Files below, in any depth, by format and by ending.
  private(set) var formats: [FileFormat: Int] = [:]
  private(set) var endings: [String: Int] = [:]
  private(set) var fileCount = 0
  /// A file without a telling name, to look into.
  private(set) var unnamed: FilePath?

  /// - Parameter ignoring: what is left out of the sample.
  init(
    of folder: FilePath, in fileSystem: any FileSystem, filesMax: Int = 5_000,
    ignoring: FolderRules = FolderRules()
  ) throws {
    var queue: [(path: FilePath, depth: Int, rules: FolderRules)] = [(folder, 0, ignoring)]
    var next = 0
    while next < queue.count, fileCount < filesMax {
      let (path, depth, outer) = queue[next]
      var rules = outer
      next += 1
      let entries = try fileSystem.entries(of: path)
      if depth > 0 { rules.read(in: path, entries, fileSystem) }
      for entry in entries where entry.isValid && !entry.name.hasPrefix(".") {
        if rules.isIgnored(entry.name, isFolder: entry.type == .directory) { continue }
        let child = path.appending(entry.name)
        switch try Self.kind(entry, child, fileSystem) {
        case .directory:
          if depth == 0 { folders.append(entry.name) }
          if depth < Self.depthMax { queue.append((child, depth + 1, rules.within(entry.name))) }
        case .regular:
          if depth == 0 { files.append(entry.name) }
          count(entry.name, child)
        default: break
        }
      }
    }
    files.sort()
    folders.sort()
  }

  /// A sample of a folder that is not on the disk, from the paths of its files.
  init(of paths: [RepositoryPath], filesMax: Int = 5_000) {
    var inner: Set<String> = []
    for path in paths {
      let names = path.components
      if names.contains(where: { $0.hasPrefix(".") }) { continue }
      if names.count == 1 { files.append(path.name) }
      if names.count > 1, let first = names.first { inner.insert(String(first)) }
      if names.count <= Self.depthMax + 1, fileCount < filesMax { count(path.name, nil) }
    }
    files.sort()
    folders = inner.sorted()
  }

  private mutating func count(_ name: String, _ path: FilePath?) {
    fileCount += 1
    if let format = FileGuess.format(named: name) {
      formats[format, default: 0] += 1
    } else {
      unnamed = unnamed ?? path
    }
    endings[FileGuess.ending(of: name), default: 0] += 1
  }

  /// Links to files count as files; links to folders are not entered.
  private static func kind(
    _ entry: DirectoryEntry, _ path: FilePath, _ fileSystem: any FileSystem
  ) throws -> FileKind? {
    if let type = entry.type, type != .symlink { return type }
    let status = try? fileSystem.status(at: path, followingLinks: true)
    return status?.type == .directory && entry.type == .symlink ? nil : status?.type
  }
}
