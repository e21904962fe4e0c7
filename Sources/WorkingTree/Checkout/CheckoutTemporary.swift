import FileIO
import SystemPackage

/// The names under which checkout writes files before they get their own. A scan passes over them,
/// so one that a killed checkout left behind is never tracked.
enum CheckoutTemporary {
  static let prefix = ".mlx-checkout-"

  /// A new name in the folder of the file that will be replaced.
  static func make(in folder: FilePath) -> FilePath {
    folder.appending(TemporaryName.make(prefix: String(prefix.dropLast())))
  }

  /// Removes what an earlier, killed checkout left in a folder.
  static func sweep(_ folder: FilePath, in fileSystem: any FileSystem) {
    guard let entries = try? fileSystem.entries(of: folder) else { return }
    for entry in entries where entry.isValid && entry.name.hasPrefix(prefix) {
      try? fileSystem.unlink(folder.appending(entry.name))
    }
  }
}
