// All that is in a folder, in memory.
import FileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Nodes, and the names that lead to them.
public struct DiskImage: Sendable {
  enum Node: Sendable {
    case file([UInt8], permissions: UInt16)
    case symlink(String)
    case directory
  }

  var nodes: [NodeID: Node] = [.root: .directory]
  var names: [NodeID: [String: NodeID]] = [.root: [:]]

  /// Makes the folder `root` and all of it. A node with several names becomes one file with several
  /// links.
  ///
  /// - Parameter contents: of a file, asked for only where a name leads to it; otherwise its own.
  func write(to root: FilePath, contents: ((NodeID) -> [UInt8])? = nil) throws {
    try KernelFileSystem().makeDirectories(root)
    var written: [NodeID: String] = [:]
    try write(.root, to: root.string, &written, contents)
  }

  /// By texts and plain calls: in a debug build, composing a `FilePath` takes longer than the file.
  private func write(
    _ directory: NodeID, to place: String, _ written: inout [NodeID: String],
    _ contents: ((NodeID) -> [UInt8])?
  ) throws {
    for (name, node) in names[directory] ?? [:] {
      let path = place + "/" + name
      if let other = written[node] {
        try Self.check(link(other, path), path)
        continue
      }
      switch nodes[node] {
      case .directory?:
        try Self.check(mkdir(path, 0o755), path)
        try write(node, to: path, &written, contents)
      case .symlink(let target)?:
        try Self.check(symlink(target, path), path)
        written[node] = path
      case .file(let bytes, let permissions)?:
        try Self.create(path, contents?(node) ?? bytes, permissions)
        written[node] = path
      case nil:
        break
      }
    }
  }

  private static func create(_ path: String, _ bytes: [UInt8], _ permissions: UInt16) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(permissions))
    try check(descriptor, path)
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done, off_t(done))
      }
      try check(Int32(clamping: count), path)
      done += count
    }
  }

  private static func check(_ result: Int32, _ path: String) throws {
    if result < 0 { throw FileError(errno: errno, path: FilePath(path), operation: "write") }
  }
}

/// Reads what is on the disk into an image, and remembers which inode became which node.
struct DiskSnapshot {
  var image = DiskImage()
  var inodes: [UInt64: NodeID] = [:]
  private var lastNumber = 0
  private let fileSystem = KernelFileSystem()

  mutating func newNode() -> NodeID {
    lastNumber += 1
    return NodeID(number: lastNumber)
  }

  /// Takes in all that is below `directory`, which became `node`.
  mutating func take(contentsOf directory: FilePath, as node: NodeID) throws {
    for entry in try fileSystem.entries(of: directory, withStatus: true) {
      guard let status = entry.status, entry.isValid else { continue }
      let child = try take(directory.entry(entry.name), status)
      image.names[node, default: [:]][entry.name] = child
    }
  }

  /// Takes in one file, link or folder with all below it.
  mutating func take(_ path: FilePath, _ status: FileStatus) throws -> NodeID {
    if status.type != .directory, let known = inodes[status.inode] { return known }
    let node = newNode()
    inodes[status.inode] = node
    switch status.type {
    case .directory:
      image.nodes[node] = .directory
      image.names[node] = [:]
      try take(contentsOf: path, as: node)
    case .symlink:
      image.nodes[node] = .symlink(try fileSystem.readLink(path))
    case .regular:
      let bytes = try fileSystem.readFile(path, maxBytes: .max - 1)
      image.nodes[node] = .file(bytes, permissions: status.permissions)
    case .other:
      image.nodes[node] = .file([], permissions: status.permissions)
    }
    return node
  }
}
