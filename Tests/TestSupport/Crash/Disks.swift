// Which disk each folder and file is on.

/// What a crash of one disk, which is a folder at the top, does not touch: all that is on the others.
struct Disks {
  private(set) var safe: Set<NodeID> = []
  private let crashing: String?

  /// - Parameter crashing: nil when there is one disk, and it crashes.
  init(of log: DiskLog, crashing: String?) {
    self.crashing = crashing
    guard crashing != nil else { return }
    for (name, node) in log.base.names[.root] ?? [:] where name != crashing {
      insert(node, log.base)
    }
    for operation in log.operations {
      switch operation {
      case .create(let node, let name, _), .makeDirectory(let node, let name),
        .makeSymlink(let node, let name, _):
        if isSafe(name) { safe.insert(node) }
      case .notice(let node, let name):
        if isSafe(name) { insert(node, log.base) }
      default: break
      }
    }
  }

  /// Whether a change of this name is on a disk that does not crash.
  func isSafe(_ name: DiskName) -> Bool {
    guard let crashing else { return false }
    return name.directory == .root ? name.name != crashing : safe.contains(name.directory)
  }

  private mutating func insert(_ node: NodeID, _ image: DiskImage) {
    safe.insert(node)
    for child in (image.names[node] ?? [:]).values { insert(child, image) }
  }
}
