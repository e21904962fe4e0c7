import Objects

/// A path that a checkout has to look at: what the index has there and what shall be there.
struct CheckoutItem: Sendable {
  let path: RepositoryPath
  /// The file or link in the index.
  var tracked: IndexEntry?
  /// Whether the index records it as an empty folder.
  var wasEmptyFolder = false
  /// Nil: nothing shall be there. Mode `.tree`: an empty folder.
  var target: TreeEntry?
  /// Blobs that may be there from a checkout that was interrupted.
  var expected: [Digest] = []
  /// Whether it may be there as an empty folder from such a checkout.
  var mayBeFolder = false
  /// Whether it is left alone unless the write of it was torn.
  var isOnlyMended = false
  /// Whether a staged change would be dropped.
  var isStagedConflict = false

  init(path: RepositoryPath) {
    self.path = path
  }

  var wantsFolder: Bool { target?.mode == .tree }

  /// The target, when it is a file or link.
  var wantedFile: TreeEntry? { wantsFolder ? nil : target }
}

extension IndexEntry {
  func isSame(as entry: TreeEntry?) -> Bool {
    guard let entry else { return false }
    return mode == entry.mode && blob.digest == entry.id
  }

  /// The same as a tree has it.
  var treeEntry: TreeEntry {
    TreeEntry(mode: mode, name: path.name, size: size, id: blob.digest)
  }
}
