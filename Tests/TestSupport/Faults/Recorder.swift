// Turns calls by path and descriptor into a log by inode.
import FileIO
import SystemPackage

/// Knows each inode below the root by its number, so that links and renames lead to the right one.
/// Called with the file system's lock held: `name` and `find` before the real call, the rest after.
struct Recorder {
  /// What a path led to before a call.
  struct Found {
    var node: NodeID
    var inode: UInt64
    /// No name leads to it once this one is gone.
    var isLastName: Bool
  }

  private let rootText: String
  /// Paths by their text: taking a `FilePath` apart is slow in a debug build.
  private var paths: [String: FilePath] = [:]
  private var snapshot = DiskSnapshot()
  private var descriptors: [Int32: NodeID] = [:]
  private var operations: [DiskOperation] = []
  private var lines: [String] = []
  private let kernel = KernelFileSystem()

  init(root: FilePath) throws {
    rootText = root.string
    if let status = try kernel.status(at: root, followingLinks: true) {
      snapshot.inodes[status.inode] = .root
      try snapshot.take(contentsOf: root, as: .root)
    }
  }

  var log: DiskLog { DiskLog(base: snapshot.image, operations: operations, lines: lines) }

  // MARK: Before a call

  /// `nil` when nothing is there, or when the path is not below the root.
  mutating func find(_ path: FilePath) -> Found? {
    guard isBelowRoot(path.string),
      let status = try? kernel.status(at: path, followingLinks: false),
      let node = node(at: path, status)
    else { return nil }
    let isLastName = status.type == .directory || status.links == 1
    return Found(node: node, inode: status.inode, isLastName: isLastName)
  }

  /// The folder and the name in it that a path stands for.
  mutating func name(of path: FilePath) -> DiskName? {
    let text = path.string
    guard isBelowRoot(text), let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return nil
    }
    let parent = paths[String(text[..<slash])] ?? FilePath(String(text[..<slash]))
    paths[String(text[..<slash])] = parent
    guard let node = directory(at: parent) else { return nil }
    return DiskName(directory: node, name: String(text[text.utf8.index(after: slash)...]))
  }

  private mutating func directory(at path: FilePath) -> NodeID? {
    guard let status = try? kernel.status(at: path, followingLinks: true) else { return nil }
    if let known = snapshot.inodes[status.inode] { return known }
    guard status.type == .directory else { return nil }
    return node(at: path, status)
  }

  private func isBelowRoot(_ text: String) -> Bool {
    text.utf8.starts(with: rootText.utf8) && text.utf8.dropFirst(rootText.utf8.count).first == 0x2F
  }

  /// Takes in what is not known yet.
  private mutating func node(at path: FilePath, _ status: FileStatus) -> NodeID? {
    if let known = snapshot.inodes[status.inode] { return known }
    guard let name = name(of: path) else { return nil }
    // Finding the parent may have taken in all that is in it.
    if let known = snapshot.inodes[status.inode] { return known }
    guard let new = try? snapshot.take(path, status) else { return nil }
    add(.notice(new, name), "notice", path)
    return new
  }

  // MARK: After a call

  private mutating func add(_ operation: DiskOperation, _ verb: String, _ path: FilePath) {
    let shown = Substring(path.string.utf8.dropFirst(rootText.utf8.count + 1))
    operations.append(operation)
    lines.append("\(verb) \(shown.isEmpty ? "." : shown)")
  }

  mutating func didOpen(_ path: FilePath, descriptor: Int32) {
    guard let status = try? kernel.status(of: descriptor, path: path) else { return }
    descriptors[descriptor] = snapshot.inodes[status.inode]
  }

  mutating func didCreate(_ path: FilePath, _ name: DiskName?, descriptor: Int32) {
    guard let name, let status = try? kernel.status(of: descriptor, path: path) else { return }
    let node = snapshot.newNode()
    snapshot.inodes[status.inode] = node
    descriptors[descriptor] = node
    add(.create(node, name, permissions: status.permissions), "create", path)
  }

  mutating func willClose(_ descriptor: Int32) { descriptors[descriptor] = nil }

  mutating func didWrite(_ descriptor: Int32, _ bytes: [UInt8], at offset: Int64, path: FilePath) {
    guard let node = descriptors[descriptor] else { return }
    let verb = "write \(bytes.count) bytes at \(offset) of"
    add(.write(node, offset: offset, bytes: bytes), verb, path)
  }

  mutating func didTruncate(_ descriptor: Int32, to size: Int64, path: FilePath) {
    guard let node = descriptors[descriptor] else { return }
    add(.truncate(node, size: size), "truncate to \(size)", path)
  }

  mutating func didSync(_ descriptor: Int32, path: FilePath) {
    guard let node = descriptors[descriptor] else { return }
    add(.sync(node), "sync", path)
  }

  mutating func didSetPermissions(_ permissions: UInt16, of found: Found?, path: FilePath) {
    guard let found else { return }
    add(.setPermissions(found.node, permissions), "set permissions of", path)
  }

  mutating func didMakeDirectory(_ path: FilePath, _ name: DiskName?) {
    guard let name, let node = newNode(at: path) else { return }
    add(.makeDirectory(node, name), "make folder", path)
  }

  mutating func didMakeSymlink(_ path: FilePath, _ name: DiskName?, target: String) {
    guard let name, let node = newNode(at: path) else { return }
    add(.makeSymlink(node, name, target: target), "make link to '\(target)'", path)
  }

  private mutating func newNode(at path: FilePath) -> NodeID? {
    guard let status = try? kernel.status(at: path, followingLinks: false) else { return nil }
    let node = snapshot.newNode()
    snapshot.inodes[status.inode] = node
    return node
  }

  mutating func didLink(_ found: Found?, to name: DiskName?, path: FilePath) {
    guard let found, let name else { return }
    add(.link(found.node, name), "link", path)
  }

  mutating func didRename(
    _ found: Found?, from source: DiskName?, to target: DiskName?, replacing old: Found?,
    path: FilePath
  ) {
    // rename(2) of one file to another name of its own does nothing.
    guard let found, found.node != old?.node, let source, let target else { return }
    add(.rename(found.node, from: source, to: target), "rename \(source.name) to", path)
    if let old { forget(old) }
  }

  mutating func didExchange(
    _ found: (Found?, Found?), _ names: (DiskName?, DiskName?), path: FilePath
  ) {
    guard let first = found.0, let second = found.1, let name = names.0, let other = names.1 else {
      return
    }
    add(.exchange((first.node, name), (second.node, other)), "exchange \(name.name) and", path)
  }

  mutating func didRemove(_ found: Found?, _ name: DiskName?, path: FilePath) {
    guard let found, let name else { return }
    add(.remove(found.node, name), "remove", path)
    forget(found)
  }

  /// The inode's number may now come back as another file's.
  private mutating func forget(_ found: Found) {
    if found.isLastName { snapshot.inodes[found.inode] = nil }
  }

  mutating func didSyncDirectory(_ path: FilePath) {
    guard let node = directory(at: path) else { return }
    add(.syncDirectory(node), "sync folder", path)
  }
}
