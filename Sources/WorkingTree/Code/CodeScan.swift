import FileIO
import Objects

/// The code that a snapshot takes, found on disk, and what it leaves out.
public struct CodeScan: Sendable {
  /// Something that is no code by the rules, and is named to the user.
  public struct LeftOut: Sendable, Equatable {
    /// Why. The words are those of `--json`.
    public enum Reason: String, Sendable {
      case secret
      case notText = "not-text"
      case tooLarge = "too-large"
      case manyFiles = "many-files"
      case repository
      case unreadable
      case special
      case badName = "bad-name"
    }

    /// The path; of a folder, all that is in it.
    public let path: String
    public let reason: Reason

    public init(path: String, reason: Reason) {
      self.path = path
      self.reason = reason
    }
  }

  /// Sizes that decide what is code.
  public struct Limits: Sendable {
    /// Bytes of a text file that git does not track.
    public var fileBytesMax: UInt64 = 1 << 20
    /// A folder of more is data, and nobody's code.
    public var folderFilesMax = 1_000
    public var filesMax = 50_000
    /// How many things left out are named.
    public var leftOutMax = 1_000

    public init() {}
  }

  public internal(set) var folders: [ScannedFolder] = []
  /// In path order.
  public internal(set) var leftOut: [LeftOut] = []

  /// How many files it takes.
  public var fileCount: Int { folders.reduce(0) { $0 + $1.files.count } }
}

// Where git has no say: all text files that nothing ignores.
extension CodeScan {
  /// Walks the work tree outside of assets, metrics and params.
  ///
  /// Errors: `interrupted`. What cannot be read is left out, and named.
  public static func walk(
    _ tree: WorkTree, index: Index, limits: Limits = Limits()
  ) throws -> CodeScan {
    var walk = CodeWalk(tree: tree, index: index, limits: limits)
    try walk.run()
    return walk.sifter.scan()
  }
}

// Beside git: what git tracks, and the text files that it neither tracks nor ignores.
extension CodeScan {
  /// Takes the files that git lists.
  ///
  /// - Parameters:
  ///   - tracked: files and links that git tracks, of any size and content.
  ///   - untracked: files that git neither tracks nor ignores.
  ///
  /// Errors: `interrupted`.
  public static func listed(
    tracked: [RepositoryPath], untracked: [RepositoryPath], in tree: WorkTree, index: Index,
    limits: Limits = Limits()
  ) throws -> CodeScan {
    var sifter = CodeSifter(tree: tree, index: index, limits: limits)
    for (paths, isTracked) in [(tracked, true), (untracked, false)] {
      for path in paths {
        try Interruption.check()
        let isSkipped = path.parent?.components.contains { name in
          WorkTree.isReserved(String(name))
            || (!isTracked && CodeRules.isSkipped(folder: String(name)))
        }
        guard isSkipped != true, !sifter.isDeclared(path) else { continue }
        guard let status = try? tree.status(at: path) else { continue }
        sifter.take(path, status, isTracked: isTracked)
      }
    }
    return sifter.scan()
  }
}

/// Goes through folders, outside of what is declared.
private struct CodeWalk {
  private struct Folder {
    let path: RepositoryPath
    var ignoring: IgnoreRules
  }

  private static let ignoreFiles = [".gitignore", FolderReader.ignoreFileName]
  private static let ignoreBytesMax = 1 << 20

  var sifter: CodeSifter
  private let tree: WorkTree
  private let limits: CodeScan.Limits

  init(tree: WorkTree, index: Index, limits: CodeScan.Limits) {
    self.tree = tree
    self.limits = limits
    sifter = CodeSifter(tree: tree, index: index, limits: limits)
  }

  mutating func run() throws {
    var queue = [Folder(path: .root, ignoring: IgnoreRules())]
    while let folder = queue.popLast(), !sifter.isFull {
      try Interruption.check()
      queue += look(into: folder)
    }
  }

  private mutating func look(into folder: Folder) -> [Folder] {
    let disk = tree.absolute(folder.path)
    guard let entries = try? tree.fileSystem.entries(of: disk, withStatus: true) else {
      sifter.leaveOut(folder.path.string, .unreadable)
      return []
    }
    let names = Set(entries.map(\.name))
    if !folder.path.isRoot {
      if names.contains("pyvenv.cfg") || names.contains("conda-meta") { return [] }
      if names.contains(where: WorkTree.isReserved) {
        sifter.leaveOut(folder.path.string, .repository)
        return []
      }
      if entries.count > limits.folderFilesMax {
        sifter.leaveOut(folder.path.string, .manyFiles)
        return []
      }
    }
    var ignoring = folder.ignoring
    for name in Self.ignoreFiles where names.contains(name) {
      let file = disk.appending(name)
      guard let text = try? tree.fileSystem.readFile(file, maxBytes: Self.ignoreBytesMax) else {
        continue
      }
      ignoring.append(parsing: text, base: folder.path)
    }
    return entries.sorted { $0.name < $1.name }.compactMap { take($0, in: folder.path, ignoring) }
  }

  /// Takes a file; returns a folder to go on with.
  private mutating func take(
    _ entry: DirectoryEntry, in folder: RepositoryPath, _ ignoring: IgnoreRules
  ) -> Folder? {
    guard let status = entry.status else { return nil }
    let isFolder = status.type == .directory
    if ignoring.isIgnored(folder, entry.name, isFolder: isFolder) == true { return nil }
    guard entry.isValid else {
      sifter.leaveOut(folder.isRoot ? entry.name : "\(folder)/\(entry.name)", .badName)
      return nil
    }
    let path = folder.appending(unchecked: entry.name)
    if sifter.isDeclared(path) { return nil }
    guard isFolder else {
      sifter.take(path, status, isTracked: false)
      return nil
    }
    return CodeRules.isSkipped(folder: entry.name) ? nil : Folder(path: path, ignoring: ignoring)
  }
}
