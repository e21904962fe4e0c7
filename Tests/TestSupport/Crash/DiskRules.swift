// What a recorded sequence of changes must not do, whatever a crash would make of it.

/// Follows the names of a log, and says which changes break a rule.
public struct DiskRules {
  private let log: DiskLog
  private var folders: [NodeID: String] = [.root: ""]
  /// The last name of a file, by its path below the root.
  private var paths: [NodeID: String] = [:]
  private var unsynced: Set<NodeID> = []

  public init(_ log: DiskLog) { self.log = log }

  /// Changes of files that have a name in one of these folders, such as `ana/.mlops/heads/`, and files that
  /// get such a name before their content is on the disk.
  ///
  /// - Parameters:
  ///   - sealed: whose files never change once they have their name.
  ///   - whole: whose files are synced before they get their name.
  public static func breaches(
    in log: DiskLog, sealed: [String], whole: [String]
  ) -> [String] {
    var rules = DiskRules(log)
    rules.take(.root, log.base)
    return log.operations.indices.compactMap { rules.breach(by: $0, sealed, whole) }
  }

  private mutating func take(_ folder: NodeID, _ image: DiskImage) {
    for (name, node) in image.names[folder] ?? [:] {
      let path = (folders[folder] ?? "") + name
      if case .directory? = image.nodes[node] {
        folders[node] = path + "/"
        take(node, image)
      } else {
        paths[node] = path
      }
    }
  }

  private mutating func breach(by index: Int, _ sealed: [String], _ whole: [String]) -> String? {
    switch log.operations[index] {
    case .makeDirectory(let node, let name):
      folders[node] = path(name) + "/"
    case .create(let node, let name, _):
      paths[node] = path(name)
      if isIn(whole, paths[node]) { return "I6: \(log.lines[index]): under its final name" }
    case .notice(let node, let name): paths[node] = path(name)
    case .write(let node, _, _), .truncate(let node, _):
      unsynced.insert(node)
      if isIn(sealed, paths[node]) { return "I4: \(log.lines[index])" }
    case .sync(let node): unsynced.remove(node)
    case .link(let node, let name), .rename(let node, _, let name):
      if folders[node] != nil { folders[node] = path(name) + "/" }
      paths[node] = path(name)
      if isIn(whole, paths[node]), unsynced.contains(node) {
        return "I6: \(log.lines[index]): its content is not on the disk"
      }
    default: break
    }
    return nil
  }

  private func path(_ name: DiskName) -> String { (folders[name.directory] ?? "?/") + name.name }

  private func isIn(_ folders: [String], _ path: String?) -> Bool {
    guard let path else { return false }
    return folders.contains { path.hasPrefix($0) }
  }
}
