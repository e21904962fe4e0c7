import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport

@testable import WorkingTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A work tree with a store, in a folder for one test.
struct Project {
  let directory: TemporaryDirectory
  let tree: WorkTree
  let store: ObjectStore
  let fileSystem: any FileSystem

  /// - Parameter wrap: puts another file system over the kernel's.
  init(
    limits: StoreLimits = .standard,
    wrap: (FilePath) throws -> any FileSystem = { _ in KernelFileSystem() }
  ) throws {
    directory = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let root = directory.path.appending("project")
    let kernel = KernelFileSystem()
    try kernel.makeDirectories(root.appending(".mlops").appending("tmp"))
    try ObjectStore.create(
      at: root.appending(".mlops"), fileSystem: kernel, durability: .none)
    fileSystem = try wrap(directory.path)
    tree = WorkTree(root: root, fileSystem: fileSystem)
    store = ObjectStore(root: tree.metadata, fileSystem: fileSystem, limits: limits)
  }

  /// A folder outside of the work tree.
  var outside: FilePath { directory.path.appending("outside") }

  func path(_ text: String) -> FilePath { tree.root.appending(text) }

  // MARK: - Files

  func write(_ path: String, _ bytes: [UInt8], executable: Bool = false) throws {
    try write(at: self.path(path), bytes, executable: executable)
  }

  func write(_ path: String, _ text: String, executable: Bool = false) throws {
    try write(path, Array(text.utf8), executable: executable)
  }

  func write(at path: FilePath, _ bytes: [UInt8], executable: Bool = false) throws {
    let kernel = KernelFileSystem()
    try kernel.makeDirectories(path.removingLastComponent())
    if try kernel.status(at: path, followingLinks: false)?.type == .regular {
      try kernel.unlink(path)
    }
    let file = try File(path, .create, in: kernel, permissions: executable ? 0o755 : 0o644)
    try file.write(bytes, at: 0)
  }

  func makeFolder(_ path: String) throws {
    try KernelFileSystem().makeDirectories(self.path(path))
  }

  func link(_ path: String, to target: String) throws {
    let place = self.path(path)
    try KernelFileSystem().makeDirectories(place.removingLastComponent())
    try KernelFileSystem().symlink(target: target, at: place)
  }

  func remove(_ path: String) throws {
    try KernelFileSystem().removeTree(self.path(path))
  }

  /// Writes into a file without making a new one.
  func overwrite(_ path: String, _ text: String) throws {
    let file = try File(self.path(path), .write, in: KernelFileSystem())
    try file.truncate(to: 0)
    try file.write(Array(text.utf8), at: 0)
  }

  func text(_ path: String) throws -> String {
    String(
      decoding: try KernelFileSystem().readFile(self.path(path), maxBytes: 1 << 24),
      as: UTF8.self)
  }

  /// Everything below a path, but for `.mlops`: `file:…`, `exec:…`, `link:…`, or `folder`.
  func snapshot(_ path: String = "") throws -> [String: String] {
    var found: [String: String] = [:]
    let place = path.isEmpty ? tree.root : self.path(path)
    let kernel = KernelFileSystem()
    for entry in try kernel.entries(of: place, withStatus: true) where entry.name != ".mlops" {
      let name = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
      switch entry.status?.type {
      case .directory:
        let inner = try snapshot(name)
        if inner.isEmpty { found[name] = "folder" }
        found.merge(inner) { $1 }
      case .symlink:
        found[name] = "link:" + (try kernel.readLink(self.path(name)))
      default:
        let word = entry.status?.isExecutable == true ? "exec:" : "file:"
        found[name] = word + (try text(name))
      }
    }
    return found
  }

  // MARK: - Index and trees

  /// Stages paths as assets of their own.
  @discardableResult
  func add(_ paths: String..., to index: inout Index) throws -> [StagedAsset] {
    try paths.map { path in
      let writer = StoreWriter(store: store, durability: .none)
      let declaration = try declare(path)
      let staged = try Add.stage(declaration, in: tree, index: &index, writer: writer)
      if index.asset(at: declaration.path) == nil { index.assets.append(declaration) }
      try writer.publish(pending: [])
      writer.finishAfterSwap()
      return staged
    }
  }

  func declare(_ path: String) throws -> AssetDeclaration {
    let place = try RepositoryPath(validating: path)
    return try .sample(name: KindGuess.name(for: place), path: path)
  }

  /// The tree of an index, stored.
  func commit(_ index: Index) throws -> TreeID {
    let writer = StoreWriter(store: store, durability: .none)
    let written = try IndexTree.write(index, writer: writer)
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return written.root
  }

  /// Status as lines such as `modified a/b`.
  func status(_ index: Index, rehash: Bool = false) throws -> [String] {
    try Status.compare(index, in: tree, rehash: rehash).changes.map {
      "\($0.kind) \($0.path)\($0.isFolder ? "/" : "")"
    }
  }

  /// Waits until files that were written before have a stat that can be believed.
  func settle() {
    usleep(25_000)
  }
}

extension AssetDeclaration {
  static func sample(
    kind: AssetKind = .artifact, name: String, path: String
  ) throws -> AssetDeclaration {
    AssetDeclaration(
      kind: kind, name: name, path: try RepositoryPath(validating: path))
  }
}

extension RepositoryPath: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) {
    self.init(unchecked: text)
  }
}

extension IndexEntry {
  /// An entry whose blob is made up from its path and a word.
  static func sample(
    _ path: String, _ word: String = "", mode: TreeMode = .file, size: UInt64 = 3
  ) -> IndexEntry {
    IndexEntry(
      path: RepositoryPath(unchecked: path), blob: BlobID(SHA256Hasher.hash(path + "#" + word)),
      size: size, mode: mode, mtime: FileTime(seconds: 7, nanoseconds: 8),
      ctime: FileTime(seconds: 9, nanoseconds: 10), inode: 11, flags: [], cutter: .whole)
  }
}
