import FileIO
import SystemPackage

/// Finds where a path really is, following every link on the way.
struct LinkResolver {
  enum Outcome: Equatable {
    /// The path without any link in it.
    case found(FilePath)
    case dangling
    /// Links that lead to each other.
    case loop
  }

  /// What Linux allows.
  private static let linksMax = 40

  private let fileSystem: any FileSystem
  /// Paths that are known to be folders and no links.
  private var realFolders: Set<String> = []

  init(_ fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
  }

  /// Resolves an absolute path, the last name included.
  mutating func resolve(_ path: FilePath) throws -> Outcome {
    var rest = Array(path.string.split(separator: "/").map(String.init).reversed())
    var real: [String] = []
    var links = 0
    while let name = rest.popLast() {
      if name == "." { continue }
      if name == ".." {
        _ = real.popLast()
        continue
      }
      let place = "/" + (real + [name]).joined(separator: "/")
      if realFolders.contains(place) {
        real.append(name)
        continue
      }
      guard let status = try fileSystem.status(at: FilePath(place), followingLinks: false) else {
        return .dangling
      }
      if status.type == .symlink {
        links += 1
        guard links <= Self.linksMax else { return .loop }
        let target = try fileSystem.readLink(FilePath(place))
        if target.hasPrefix("/") { real = [] }
        rest.append(contentsOf: target.split(separator: "/").map(String.init).reversed())
      } else {
        if status.type == .directory { realFolders.insert(place) }
        real.append(name)
      }
    }
    return .found(FilePath("/" + real.joined(separator: "/")))
  }
}
