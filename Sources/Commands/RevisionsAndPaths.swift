import FileIO
import Objects
import References
import Repository
import SystemPackage

/// The words of a command that takes revisions and then paths, told apart as git does it: what
/// stands before `--` is a revision, and without `--` each word is what it can be.
struct RevisionsAndPaths {
  private(set) var ranges: [RevisionRange] = []
  /// Paths, or names of assets, as typed.
  private(set) var words: [String] = []
  private let global: GlobalOptions
  private let repository: Repository

  /// - Parameters:
  ///   - behind: what stood behind `--`.
  ///   - takesAssets: whether the name of an asset may stand for its path.
  init(
    _ words: [String], behind: PathsBehindDashes, revisionsMax: Int, global: GlobalOptions,
    repository: Repository, takesAssets: Bool = false
  ) throws {
    self.global = global
    self.repository = repository
    var rest = words[...]
    while let word = rest.first, ranges.count < revisionsMax {
      guard let range = try revision(word, isCertain: behind.isMarked, takesAssets) else { break }
      ranges.append(range)
      rest.removeFirst()
    }
    if behind.isMarked, let extra = rest.first { throw Self.tooMany(extra, revisionsMax) }
    self.words = rest + behind.paths
    if !behind.isMarked, !takesAssets, let stray = rest.first(where: { !isPath($0, false) }) {
      if isRevision(stray) { throw Self.tooMany(stray, revisionsMax) }
      throw UnknownWord(word: stray, what: "no file of HEAD or of the folder")
    }
  }

  private static func tooMany(_ word: String, _ revisionsMax: Int) -> UsageError {
    UsageError(
      "'\(word)' is one revision too many",
      hint: "name \(revisionsMax == 1 ? "one revision" : "at most \(revisionsMax) revisions"), "
        + "and paths behind '--'")
  }

  func repositoryPaths() throws -> [RepositoryPath] {
    try global.paths(words, in: repository)
  }

  func checkoutPaths() throws -> [CheckoutPath] {
    try global.checkoutPaths(words, in: repository)
  }

  /// The revision that the word is; nil when it is a path.
  private func revision(
    _ word: String, isCertain: Bool, _ takesAssets: Bool
  ) throws -> RevisionRange? {
    let range: RevisionRange
    do {
      range = try RevisionRange(parsing: word)
      for revision in range.revisions { _ = try repository.resolve(revision) }
    } catch {
      if isCertain { throw error }
      if isPath(word, takesAssets) { return nil }
      // A word that can only be a path fails as one.
      if ["/", "./", "../"].contains(where: word.hasPrefix) {
        _ = try global.path(word, in: repository)
      }
      if case RefError.unknownRevision(_, reason: nil, near: let near) = error, near.isEmpty {
        throw UnknownWord(
          word: word, what: takesAssets ? "no revision, path or asset" : "no revision and no path")
      }
      throw error
    }
    if !isCertain, isOnDisk(word) { throw AmbiguousWord(word: word) }
    return range
  }

  private func isRevision(_ word: String) -> Bool {
    guard let range = try? RevisionRange(parsing: word) else { return false }
    return range.revisions.allSatisfy { (try? repository.resolve($0)) != nil }
  }

  private func isPath(_ word: String, _ takesAssets: Bool) -> Bool {
    if isOnDisk(word) { return true }
    if takesAssets, (try? repository.revParse("\(word)@HEAD")) != nil { return true }
    guard let path = try? global.path(word, in: repository) else { return false }
    return (try? repository.revParse("HEAD:\(path)")) != nil
  }

  private func isOnDisk(_ word: String) -> Bool {
    guard let folder = try? global.startFolder() else { return false }
    let path = folder.pushing(FilePath(word))
    return (try? repository.environment.fileSystem.status(at: path, followingLinks: false)) != nil
  }
}

/// A word that is nothing that the command could take.
struct UnknownWord: MLXError {
  let word: String
  let what: String

  var code: String { "unknown-revision" }
  var description: String { "'\(word)' is \(what)" }
  var hint: String? {
    "'mlx log --oneline' lists revisions, 'mlx ls' files; put '--' before a path of another version"
  }
}

/// A word that is a revision and the name of a file.
struct AmbiguousWord: MLXError {
  let word: String

  var code: String { "ambiguous-argument" }
  var description: String { "'\(word)' is a revision and a file" }
  var hint: String? {
    let word = ShellWord.quoted(word)
    return "put '--' behind revisions and before paths: '\(word) --' or '-- \(word)'"
  }
}

extension RevisionRange {
  /// The revisions that it names.
  var revisions: [Revision] {
    switch self {
    case .single(let revision): [revision]
    case .difference(let from, let to): [from, to]
    case .symmetric(let a, let b): [a, b]
    }
  }

  /// The revision, where a range makes no sense.
  func single() throws(UsageError) -> Revision {
    if case .single(let revision) = self { return revision }
    throw UsageError("a range stands where one revision is needed", hint: "name one revision")
  }
}
