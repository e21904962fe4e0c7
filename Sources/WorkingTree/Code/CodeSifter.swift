import FileFormats
import FileIO
import Objects

/// Judges files one by one: code, left out, or somebody else's.
struct CodeSifter {
  /// What is read of a file to tell text, and keys, from the rest.
  static let headBytes = 8 << 10

  private let tree: WorkTree
  private let index: Index
  private let limits: CodeScan.Limits
  private let assets: [RepositoryPath]
  private let files: Set<RepositoryPath>
  private var taken: [RepositoryPath: [ScannedFile]] = [:]
  private var count = 0
  private var leftOut: [CodeScan.LeftOut] = []

  init(tree: WorkTree, index: Index, limits: CodeScan.Limits) {
    self.tree = tree
    self.index = index
    self.limits = limits
    assets = index.assets.map(\.path)
    files = index.declaredFiles
  }

  /// Whether as many files were taken as a snapshot takes.
  var isFull: Bool { count >= limits.filesMax }

  /// Whether a path is an asset, or in one, or a metrics or params file.
  func isDeclared(_ path: RepositoryPath) -> Bool {
    files.contains(path) || assets.contains { path.isWithin($0) }
  }

  func scan() -> CodeScan {
    var scan = CodeScan()
    scan.folders = taken.sorted { $0.key < $1.key }.map { path, files in
      ScannedFolder(
        path: path, files: files.sorted { PathOrder.isNameBefore($0.name, $1.name) })
    }
    scan.leftOut = leftOut.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return scan
  }

  mutating func leaveOut(_ path: String, _ reason: CodeScan.LeftOut.Reason) {
    guard leftOut.count < limits.leftOutMax else { return }
    leftOut.append(CodeScan.LeftOut(path: path, reason: reason))
  }

  /// - Parameter isTracked: git has it: then size and content do not matter, secrets do.
  mutating func take(_ path: RepositoryPath, _ status: FileStatus, isTracked: Bool) {
    let name = path.name
    guard !isFull, !CodeRules.isSkipped(file: name), let folder = path.parent else { return }
    switch status.type {
    case .directory:
      return
    case .other:
      leaveOut(path.string, .special)
    case .symlink:
      guard let target = try? tree.fileSystem.readLink(tree.absolute(path)) else {
        return leaveOut(path.string, .unreadable)
      }
      add(
        ScannedFile(
          name: name, status: status, mode: .symlink, linkTarget: target, isLinked: false),
        to: folder)
    case .regular:
      if let reason = fault(path, status, isTracked: isTracked) {
        return leaveOut(path.string, reason)
      }
      add(
        ScannedFile(
          name: name, status: status, mode: status.isExecutable ? .executable : .file,
          linkTarget: nil, isLinked: false), to: folder)
    }
  }

  private mutating func add(_ file: ScannedFile, to folder: RepositoryPath) {
    taken[folder, default: []].append(file)
    count += 1
  }

  /// Why a file is left out; nil when it is code.
  private func fault(
    _ path: RepositoryPath, _ status: FileStatus, isTracked: Bool
  ) -> CodeScan.LeftOut.Reason? {
    if CodeRules.isSecret(path.name) { return .secret }
    if !isTracked && UInt64(clamping: status.size) > limits.fileBytesMax { return .tooLarge }
    if isKnown(path, status) { return nil }
    guard let file = try? File(tree.absolute(path), .read, in: tree.fileSystem),
      let head = try? file.readUpTo(Self.headBytes, at: 0)
    else { return .unreadable }
    if CodeRules.holdsKey(head) { return .secret }
    return isTracked || TextProbe.isProbablyText(head) ? nil : .notText
  }

  /// Whether the last snapshot took it as it is now.
  private func isKnown(_ path: RepositoryPath, _ status: FileStatus) -> Bool {
    guard let row = index.fileIndex(at: path) else { return false }
    return index.files[row].isUnchanged(status, isLinked: false)
  }
}
