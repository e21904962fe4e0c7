import FileIO
import Objects
import SystemPackage

/// What `.mlxignore` files say about the names in one folder: its own file, and those of the folders
/// above it. For searches, which pass over what cannot be read.
struct FolderRules: Sendable {
  private static let bytesMax = 1 << 20

  private var folder = RepositoryPath.root
  private var rules = IgnoreRules()

  /// The rules for a folder in this one.
  func within(_ name: String) -> FolderRules {
    var inner = self
    inner.folder = folder.appending(unchecked: name)
    return inner
  }

  /// Adds those of the folder's own file, when there is one among its names.
  mutating func read(
    in place: FilePath, _ names: [DirectoryEntry], _ fileSystem: any FileSystem
  ) {
    guard names.contains(where: { $0.name == FolderReader.ignoreFileName }),
      let text = try? fileSystem.readFile(
        place.appending(FolderReader.ignoreFileName), maxBytes: Self.bytesMax)
    else { return }
    rules.append(parsing: text, base: folder)
  }

  func isIgnored(_ name: String, isFolder: Bool) -> Bool {
    rules.isIgnored(folder, name, isFolder: isFolder) == true
  }
}
