import FileIO

/// The names under which checkout writes files before they get their own. A scan passes over them,
/// so one that a killed checkout left behind is never tracked.
enum CheckoutTemporary {
  static let prefix = ".mlx-checkout-"

  /// A new name.
  static func make() -> String { TemporaryName.make(prefix: String(prefix.dropLast())) }

  /// Removes what an earlier, killed checkout left in a folder.
  static func sweep(_ folder: Folder) {
    guard let entries = try? folder.fileSystem.entries(of: folder.path) else { return }
    for entry in entries where entry.isValid && entry.name.hasPrefix(prefix) {
      try? folder.fileSystem.unlink(entry.name, in: folder)
    }
  }
}
