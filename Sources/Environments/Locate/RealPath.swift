// Following links by hand: the last link of an interpreter tells which environment it is of.
import FileIO
import SystemPackage

/// Paths without links, as realpath(3) makes them.
struct RealPath {
  /// As many links as the kernel follows.
  private static let linksMax = 40

  let files: SmallFiles

  /// The path with every link followed; nil when something on the way is missing, or links go round.
  func resolve(_ path: String) -> String? {
    var pending = Self.components(path).reversed() as [Substring]
    var real: [Substring] = []
    var links = 0
    while let component = pending.popLast() {
      if component == ".." {
        _ = real.popLast()
        continue
      }
      let here = "/" + (real + [component]).joined(separator: "/")
      guard let status = try? files.fileSystem.status(at: FilePath(here), followingLinks: false)
      else { return nil }
      guard status.type == .symlink else {
        real.append(component)
        continue
      }
      links += 1
      guard links <= Self.linksMax, let target = try? files.fileSystem.readLink(FilePath(here))
      else { return nil }
      if target.hasPrefix("/") { real = [] }
      pending += Self.components(target).reversed()
    }
    return "/" + real.joined(separator: "/")
  }

  private static func components(_ path: String) -> [Substring] {
    path.split(separator: "/").filter { $0 != "." }
  }
}

/// The parts of a path, by its text alone.
enum PathText {
  /// All but the last component; `/` for a path with one.
  static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  static func last(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }

  /// A folder and what is in it.
  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// What leads from `folder` to `path`: `.` for itself, nil when it is outside.
  static func relative(_ path: String, to folder: String) -> String? {
    let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    if path == folder { return "." }
    guard path.hasPrefix(folder + "/") else { return nil }
    let rest = String(path.dropFirst(folder.count + 1))
    return rest.split(separator: "/").contains("..") ? nil : rest
  }
}
