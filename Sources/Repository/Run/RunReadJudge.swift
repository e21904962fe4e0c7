// What a file that a command reads is to it.
import FileIO
import Objects
import SystemPackage
import WorkingTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Judges a file by its path: an input, code, or a part of what the command runs in.
final class RunReadJudge: Sendable {
  enum Verdict {
    case declared, code, environment
    /// The file, or the asset that it is in.
    case undeclared(RepositoryPath)
    case outside(String)
  }

  private let known: RunObserver.Known
  private let inputs: [RepositoryPath]
  private let locations: [String]
  /// Ways to the root: as it was given, and without links. Each ends in a slash.
  private let roots: [String]
  private let home: String?
  private let fileSystem: any FileSystem
  /// Where environments and tools are. Each ends in a slash.
  private let prefixes: Locked<[String]>
  /// Whether a folder of the work tree is an environment, by its path.
  private let environments = Locked<[String: Bool]>([:])

  init(_ repository: Repository, known: RunObserver.Known) {
    self.known = known
    fileSystem = repository.environment.fileSystem
    inputs = known.inputs.compactMap { if case .path(let path) = $0 { path } else { nil } }
    locations = known.inputs.compactMap {
      if case .location(let text) = $0 { text } else { nil }
    }
    let root = repository.workTree.root.lexicallyNormalized().string
    let real = (try? repository.workTree.realRoot().string) ?? root
    roots = (root == real ? [root] : [root, real]).map { $0 == "/" ? $0 : $0 + "/" }
    let variables = repository.environment.variables()
    home = variables["HOME"].flatMap { $0.count > 1 ? $0 + "/" : nil }
    let named = ["VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_ROOT", "CONDA_ROOT", "JULIA_DEPOT_PATH"]
    prefixes = Locked(named.compactMap { variables[$0] }.filter { $0.count > 1 }.map { $0 + "/" })
  }

  /// Without `.`, `..` and double slashes. Where a link may be before `..`, the disk is asked.
  func normalized(_ path: String) -> String {
    guard path.utf8.contains(UInt8(ascii: "/")) else { return path }
    let isPlain = !path.contains("//") && !path.contains("/.") && !path.hasSuffix("/")
    if isPlain { return path }
    let parts = path.split(separator: "/")
    guard parts.contains("..") || parts.contains(".") else {
      return "/" + parts.joined(separator: "/")
    }
    if parts.contains(".."), let name = parts.last, name != "..", name != "." {
      let folder = "/" + parts.dropLast().joined(separator: "/")
      if let real = real(folder) { return (real == "/" ? "" : real) + "/" + name }
    }
    return FilePath(path).lexicallyNormalized().string
  }

  /// The path without links; nil when nothing is there.
  func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// A program outside of the work tree is a part of an environment, which may lie around it.
  func learn(program path: String) {
    for path in Set([path, real(path) ?? path]) where inside(path) == nil {
      let folder = FilePath(path).removingLastComponent()
      guard folder.lastComponent?.string == "bin" else { continue }
      let prefix = folder.removingLastComponent().string
      let isPython = FilePath(path).lastComponent?.string.hasPrefix("python") == true
      let marks = ["pyvenv.cfg", "conda-meta"]
      if isPython || marks.contains(where: { exists(prefix + "/" + $0) }) { add(prefix) }
    }
  }

  private func add(_ prefix: String) {
    // Not the home folder, nor the root of the disk.
    guard prefix.count > 1, prefix + "/" != home else { return }
    prefixes.withLock { if !$0.contains(prefix + "/") { $0.append(prefix + "/") } }
  }

  /// - Parameter real: the same without links; nil when that is not known.
  func judge(_ path: String, real: String?) -> Verdict {
    // What a record cannot name as a path of the work tree is as good as elsewhere.
    let isNameless = isUnnameable(path) || real.map(isUnnameable) == true
    if isNameless { return RunFileNames.isInRepository(path) ? .environment : .outside(path) }
    let spelled = inside(path)
    let found = real.flatMap { $0 == path ? nil : inside($0) }
    if isDeclared(path) || real.map(isDeclared) == true { return .declared }
    for place in [spelled, found].compactMap(\.self) {
      if inputs.contains(where: { place.isWithin($0) }) { return .declared }
    }
    guard let place = spelled ?? found else {
      return isEnvironment(outside: path) || real.map(isEnvironment(outside:)) == true
        ? .environment : .outside(path)
    }
    if isEnvironment(place) { return .environment }
    if isCode(place) || found.map(isCode) == true { return .code }
    return .undeclared(known.index.asset(containing: place)?.path ?? place)
  }

  /// The path in the work tree; nil when it is not in it.
  private func inside(_ path: String) -> RepositoryPath? {
    for root in roots where path.hasPrefix(root) {
      let text = String(path.dropFirst(root.count))
      if text.isEmpty { return .root }
      return try? RepositoryPath(validating: text)
    }
    return nil
  }

  /// Whether it is in the work tree at a path that no repository can have, such as one in `.mlops` or `.git`.
  private func isUnnameable(_ path: String) -> Bool {
    guard let root = roots.first(where: { path.hasPrefix($0) && path.count > $0.count }) else {
      return false
    }
    return (try? RepositoryPath(validating: path.dropFirst(root.count))) == nil
  }

  /// The asset of more than one file that a path is in.
  func folderAsset(of path: String) -> RepositoryPath? {
    guard let place = inside(path), let asset = known.index.asset(containing: place)?.path,
      asset != place
    else { return nil }
    return asset
  }

  private func isDeclared(_ path: String) -> Bool {
    locations.contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  private func isCode(_ path: RepositoryPath) -> Bool {
    if known.index.params == path { return true }
    if known.index.asset(containing: path) != nil { return false }
    let guess = KindGuess.guess(fileNamed: path.name, head: [])
    if guess.kind == .dataset || guess.kind == .model { return false }
    return known.hasCode ? known.code.contains(path) : RunFileNames.isSource(path.name)
  }

  private func isEnvironment(_ path: RepositoryPath) -> Bool {
    if known.index.asset(containing: path) != nil { return false }
    if RunFileNames.isByTheWay(path.name) { return true }
    var folder = ""
    for name in path.components.dropLast() {
      folder += (folder.isEmpty ? "" : "/") + name
      if RunFileNames.isEnvironment(folder: String(name)) || isMarked(folder) { return true }
    }
    return false
  }

  private func isMarked(_ folder: String) -> Bool {
    if let known = environments.withLock({ $0[folder] }) { return known }
    let disk = (roots.first ?? "/") + folder
    let isMarked = exists(disk + "/pyvenv.cfg") || exists(disk + "/conda-meta")
    environments.withLock { $0[folder] = isMarked }
    return isMarked
  }

  private func isEnvironment(outside path: String) -> Bool {
    if RunFileNames.isSystem(path) || RunFileNames.isByTheWay(path) { return true }
    if prefixes.withLock({ $0.contains { path.hasPrefix($0) } }) { return true }
    if let home, path.hasPrefix(home) {
      return RunFileNames.isTool(String(path.dropFirst(home.count)))
    }
    return false
  }

  private func exists(_ path: String) -> Bool {
    (try? fileSystem.status(at: FilePath(path), followingLinks: true)) != nil
  }
}
