/// What an entry of a folder, or of a view, is. The mode fixes what its id is the id of.
public enum TreeMode: UInt8, Sendable, CaseIterable {
  case file = 1
  case executable
  case symlink
  case tree
  case branch = 16
  case tag
  case symbolic
  case note
  case run
  case deployment

  /// Whether the id is a blob's.
  public var isBlob: Bool {
    switch self {
    case .file, .executable, .symlink, .symbolic: true
    case .tree, .branch, .tag, .note, .run, .deployment: false
    }
  }

  /// Whether this stands in a folder of files, not in a view of refs.
  public var isInFolder: Bool { rawValue <= TreeMode.tree.rawValue }
}

/// One name in a folder.
public struct TreeEntry: Sendable, Hashable {
  public let mode: TreeMode
  public let name: String
  /// Bytes of the file, or of everything below the folder; a link's is the length of its target;
  /// a ref's is 0.
  public let size: UInt64
  public let id: Digest

  /// An entry; its name is checked when a tree is written.
  public init(mode: TreeMode, name: String, size: UInt64, id: Digest) {
    self.mode = mode
    self.name = name
    self.size = size
    self.id = id
  }

  /// Names are equal when their bytes are: two spellings of one letter are two names.
  public static func == (a: Self, b: Self) -> Bool {
    a.id == b.id && a.mode == b.mode && a.size == b.size && a.name.utf8.elementsEqual(b.name.utf8)
  }

  /// Hashes what tells entries apart best.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(mode)
  }

  /// Whether `a` stands before `b` in a tree, which is sorted by the bytes of names.
  public static func precedes(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
