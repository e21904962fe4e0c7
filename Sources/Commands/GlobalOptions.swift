import ArgumentParser
import FileIO
import Objects
import Repository
import SystemPackage
import WorkingTree

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .customShort("C", allowingJoined: true),
    help: ArgumentHelp("Run as if started in this folder.", valueName: "dir"),
    completion: .directory)
  var directories: [String] = []

  @Flag(name: .long, help: "Print one JSON document instead of text.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print errors and what was asked for, nothing else.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more, and shorten no lists.")
  var verbose = false

  @Flag(name: .customLong("no-progress"), help: "Show no progress on a terminal.")
  var noProgress = false

  @Option(
    name: .customLong("color"),
    help: ArgumentHelp("When to color.", valueName: "when"))
  var color: ColorChoice?
}

extension GlobalOptions {
  /// The options as far as they can be read from a command line that may be wrong.
  static func scanned(_ arguments: [String]) -> GlobalOptions? {
    var readable: [String] = []
    var words = arguments.prefix { $0 != "--" }[...]
    while !words.isEmpty {
      let option = (1...2).map { Array(words.prefix($0)) }.first {
        ArgumentOrder.split($0).rest.isEmpty && (try? GlobalOptions.parse($0)) != nil
      }
      readable += option ?? []
      words = words.dropFirst(option?.count ?? 1)
    }
    return try? GlobalOptions.parse(readable)
  }

  /// The folder of the process, changed by each `-C` in turn.
  func startFolder() throws -> FilePath {
    var folder = try CurrentFolder.path()
    for directory in directories { folder.push(FilePath(directory)) }
    guard !directories.isEmpty else { return folder }
    guard let status = try KernelFileSystem().status(at: folder, followingLinks: true) else {
      throw FileError.notFound(folder.string)
    }
    if status.type != .directory { throw FileError.notADirectory(folder.string) }
    return folder.lexicallyNormalized()
  }

  /// A path as typed, which is relative to the folder that the command runs in.
  func path(_ typed: String, in repository: Repository) throws -> RepositoryPath {
    try repository.workTree.relative(user: typed, from: startFolder())
  }

  /// A file as typed, which need not lie in the work tree.
  func file(_ typed: String) throws -> FilePath { try startFolder().pushing(FilePath(typed)) }

  func paths(_ typed: [String], in repository: Repository) throws -> [RepositoryPath] {
    let folder = try startFolder()
    return try typed.map { try repository.workTree.relative(user: $0, from: folder) }
  }

  /// Words that are paths, or else names of assets.
  func checkoutPaths(_ typed: [String], in repository: Repository) throws -> [CheckoutPath] {
    let folder = try startFolder()
    return try typed.map { try repository.checkoutPath($0, from: folder) }
  }
}
