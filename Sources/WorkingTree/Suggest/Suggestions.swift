import FileIO
import Objects
import SystemPackage

/// Looks for models and datasets that nobody declared, also in folders that git ignores, but not in
/// environments and caches, and not in what `.mlxignore` leaves out.
public enum Suggestions {
  /// Never throws for what cannot be read: that is passed over.
  public static func find(
    in tree: WorkTree, index: Index, limits: SuggestionLimits = .standard
  ) throws -> SuggestionResult {
    var search = SuggestionSearch(tree: tree, index: index, limits: limits)
    try search.run()
    return search.result()
  }
}

/// Folders that hold no work of the user's own.
enum SkippedFolders {
  private static let names: Set<String> = [
    "node_modules", "__pycache__", "site-packages", "dist-packages", "mlruns", "mlartifacts",
    "wandb", "__pypackages__",
  ]
  /// A folder that holds one of these is an environment.
  private static let marks: Set<String> = ["pyvenv.cfg", "conda-meta"]

  /// By the folder's own name; hidden ones never count.
  static func isSkipped(_ name: String) -> Bool {
    name.hasPrefix(".") || names.contains(name) || name.hasSuffix(".egg-info")
  }

  /// By what is in it.
  static func isEnvironment(_ entries: [DirectoryEntry]) -> Bool {
    entries.contains { marks.contains($0.name) }
  }
}

/// One search: folders breadth first, so that what lies near the top is found first.
struct SuggestionSearch {
  private struct Folder {
    let path: RepositoryPath
    let ignoring: IgnoreRules
    let isIgnored: Bool
    /// What is not looked at.
    var rules: FolderRules
  }

  private static let gitIgnoreBytesMax = 1 << 20
  /// What is looked at to tell what a folder is.
  private static let sampleFiles = 1_000

  private let tree: WorkTree
  private let index: Index
  /// Metrics and params files; what a snapshot of code took is not tracked for itself.
  private let declared: Set<RepositoryPath>
  private let limits: SuggestionLimits
  private let deadline: Double
  private var entries = 0
  private var isComplete = true
  private var found: [Suggestion] = []

  init(tree: WorkTree, index: Index, limits: SuggestionLimits) {
    self.tree = tree
    self.index = index
    declared = index.declaredFiles
    self.limits = limits
    deadline = MonotonicClock.seconds() + limits.seconds
  }

  mutating func run() throws {
    var rules = IgnoreRules()
    read(tree.root.appending(".git").appending("info").appending("exclude"), .root, into: &rules)
    var queue = [Folder(path: .root, ignoring: rules, isIgnored: false, rules: FolderRules())]
    var next = 0
    while next < queue.count {
      try Interruption.check()
      guard !isAtLimit else {
        isComplete = false
        return
      }
      queue.append(contentsOf: look(into: queue[next]))
      next += 1
    }
  }

  func result() -> SuggestionResult {
    let sorted = found.sorted { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
    let shown = Array(sorted.prefix(limits.results))
    return SuggestionResult(
      suggestions: shown, leftOut: sorted.count - shown.count, isComplete: isComplete)
  }

  private var isAtLimit: Bool {
    entries >= limits.entries || MonotonicClock.seconds() >= deadline
  }

  /// Takes note of what is in a folder and returns the folders to go on with.
  private mutating func look(into folder: Folder) -> [Folder] {
    let disk = tree.absolute(folder.path)
    guard let names = try? tree.fileSystem.entries(of: disk, withStatus: true),
      folder.path.isRoot || !SkippedFolders.isEnvironment(names)
    else { return [] }
    entries += names.count
    var folder = folder
    folder.rules.read(in: disk, names, tree.fileSystem)
    if isWhole(folder) { return [] }
    var rules = folder.ignoring
    if names.contains(where: { $0.name == ".gitignore" }) {
      read(disk.appending(".gitignore"), folder.path, into: &rules)
    }
    var inner: [Folder] = []
    for entry in names.sorted(by: { $0.name < $1.name }) where entry.isValid {
      guard let status = entry.status else { continue }
      let path = folder.path.appending(unchecked: entry.name)
      if isTracked(path) { continue }
      let isFolder = status.type == .directory
      if folder.rules.isIgnored(entry.name, isFolder: isFolder) { continue }
      let isIgnored =
        folder.isIgnored || rules.isIgnored(folder.path, entry.name, isFolder: isFolder) == true
      let place = Folder(
        path: path, ignoring: rules, isIgnored: isIgnored, rules: folder.rules.within(entry.name))
      switch status.type {
      case .directory: if !SkippedFolders.isSkipped(entry.name) { inner.append(place) }
      case .regular: takeFile(place, UInt64(clamping: status.size))
      case .symlink: takeLink(place)
      case .other: break
      }
    }
    return inner
  }

  private func isTracked(_ path: RepositoryPath) -> Bool {
    index.asset(containing: path) != nil || declared.contains(path)
  }

  /// Whether the folder is one thing; then it is suggested, and its files are not.
  private mutating func isWhole(_ folder: Folder) -> Bool {
    guard !folder.path.isRoot, !index.assets.contains(where: { $0.path.isWithin(folder.path) }),
      let sample = try? FolderSample(
        of: tree.absolute(folder.path), in: tree.fileSystem, filesMax: Self.sampleFiles,
        ignoring: folder.rules),
      let guess = FolderGuess.whole(sample, name: folder.path.name)
    else { return false }
    let (files, bytes) = measure(tree.absolute(folder.path), folder.rules)
    add(folder, guess, files: files, bytes: bytes)
    return true
  }

  private mutating func takeFile(_ place: Folder, _ bytes: UInt64) {
    let name = place.path.name
    let byName = FileGuess.format(named: name).flatMap(FormatKinds.kind)
    guard bytes > 0, byName != nil || FileGuess.isNamedWeights(name),
      let guess = try? FileGuess.guess(
        tree.absolute(place.path), name: name, in: tree.fileSystem),
      guess.kind == .model || guess.kind == .dataset
    else { return }
    add(place, guess, files: 1, bytes: bytes)
  }

  private mutating func takeLink(_ place: Folder) {
    guard let status = try? tree.status(at: place.path, followingLinks: true) else { return }
    if status.type == .regular {
      takeFile(place, UInt64(clamping: status.size))
    } else if status.type == .directory, !SkippedFolders.isSkipped(place.path.name),
      (try? tree.isAroundRoot(place.path)) == false
    {
      var place = place
      let disk = tree.absolute(place.path)
      let names = (try? tree.fileSystem.entries(of: disk)) ?? []
      place.rules.read(in: disk, names, tree.fileSystem)
      _ = isWhole(place)
    }
  }

  private mutating func add(_ place: Folder, _ guess: Guess, files: Int, bytes: UInt64) {
    found.append(
      Suggestion(
        path: place.path, kind: guess.kind, format: guess.format, why: guess.why, bytes: bytes,
        files: files, isIgnored: place.isIgnored))
  }

  /// Files below a folder and their bytes, as far as the limits go.
  private mutating func measure(
    _ folder: FilePath, _ rules: FolderRules
  ) -> (files: Int, bytes: UInt64) {
    var files = 0
    var bytes: UInt64 = 0
    var stack = [(folder, rules)]
    while !isAtLimit, let (next, outer) = stack.popLast() {
      var rules = outer
      let names = (try? tree.fileSystem.entries(of: next, withStatus: true)) ?? []
      entries += names.count
      if next != folder { rules.read(in: next, names, tree.fileSystem) }
      for entry in names where entry.isValid {
        guard let status = entry.status else { continue }
        let isFolder = status.type == .directory
        if rules.isIgnored(entry.name, isFolder: isFolder) { continue }
        if isFolder {
          if !WorkTree.isReserved(entry.name) {
            stack.append((next.appending(entry.name), rules.within(entry.name)))
          }
        } else {
          let target = status.type == .symlink ? follow(next.appending(entry.name)) : status
          guard let target, target.type == .regular else { continue }
          files += 1
          bytes &+= UInt64(clamping: target.size)
        }
      }
    }
    if !stack.isEmpty { isComplete = false }
    return (files, bytes)
  }

  private func follow(_ path: FilePath) -> FileStatus? {
    try? tree.fileSystem.status(at: path, followingLinks: true)
  }

  private func read(_ file: FilePath, _ base: RepositoryPath, into rules: inout IgnoreRules) {
    guard let text = try? tree.fileSystem.readFile(file, maxBytes: Self.gitIgnoreBytesMax) else {
      return
    }
    rules.append(parsing: text, base: base)
  }
}
