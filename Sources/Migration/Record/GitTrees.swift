// From the folders of a git commit to trees: what git has of code, with what DVC adds and what is recorded as
// something else taken out.
import FileIO
import GitBridge
import ObjectStore
import Objects
import Repository
import WorkingTree

/// Writes the trees of many git commits. Folders and files that they share are read once.
final class GitTrees {
  /// A folder that was written.
  struct Folder: Sendable {
    let id: TreeID
    let size: UInt64
    let files: UInt64
  }

  /// An entry to put at a path, or to take away (nil).
  struct Edit {
    var path: ArraySlice<Substring>
    let entry: TreeEntry?

    init(_ path: RepositoryPath, _ entry: TreeEntry?) {
      self.path = path.components[...]
      self.entry = entry
    }
  }

  /// A file of git as it is stored; nil when the snapshot leaves it out.
  private typealias Stored = (blob: BlobID, size: UInt64)?

  private static let fileBytesMax = 2 << 30
  private static let depthMax = 200

  private let git: GitRepository
  private let repository: Repository
  private let writer: StoreWriter
  private var folders: [String: Folder?] = [:]
  private var blobs: [String: Stored] = [:]
  /// Files that are left out since they seem to hold a secret, by path.
  private(set) var secrets: Set<String> = []

  init(_ git: GitRepository, _ repository: Repository, writer: StoreWriter) {
    self.git = git
    self.repository = repository
    self.writer = writer
  }

  /// The tree of a folder of git with changes, which is written.
  func root(_ tree: String, edits: [Edit]) throws -> Folder {
    try folder(tree, at: .root, edits, depth: 0) ?? write([], files: 0)
  }

  /// nil when nothing is left in it.
  private func folder(
    _ tree: String?, at path: RepositoryPath, _ edits: [Edit], depth: Int
  ) throws -> Folder? {
    if edits.isEmpty, let tree, let known = folders[tree] { return known }
    guard depth < Self.depthMax else { return nil }
    var entries: [String: TreeEntry] = [:]
    var files: UInt64 = 0
    let byName = Dictionary(grouping: edits) { String($0.path.first ?? "") }
    for entry in try tree.map({ try git.entries(ofTree: $0) }) ?? [] {
      guard let name = entry.name, EntryName.fault(name) == nil else { continue }
      let inner = byName[name] ?? []
      // What is put in its place, or taken away, need not be read.
      if inner.contains(where: { $0.path.count == 1 }) { continue }
      guard let (made, count) = try self.entry(entry, name, at: path, inner, depth: depth) else {
        continue
      }
      entries[name] = made
      files += count
    }
    for (name, inner) in byName {
      if let own = inner.last(where: { $0.path.count == 1 }) {
        entries[name] = own.entry
        if own.entry != nil { files += 1 }
      } else if entries[name]?.mode != .tree,
        let made = try folder(
          nil, at: path.appending(unchecked: name), Self.below(inner), depth: depth + 1)
      {
        entries[name] = Self.entry(made, name)
        files += made.files
      }
    }
    let made = entries.isEmpty ? nil : try write(Array(entries.values), files: files)
    if edits.isEmpty, let tree { folders[tree] = .some(made) }
    return made
  }

  private func entry(
    _ entry: GitTreeEntry, _ name: String, at folder: RepositoryPath, _ edits: [Edit], depth: Int
  ) throws -> (TreeEntry, UInt64)? {
    let path = folder.appending(unchecked: name)
    switch entry.kind {
    case .submodule: return nil
    case .folder:
      guard !TrackedCode.isSkipped(folder: name),
        let made = try self.folder(entry.id, at: path, Self.below(edits), depth: depth + 1)
      else { return nil }
      return (Self.entry(made, name), made.files)
    case .file, .executable, .symlink:
      guard !TrackedCode.isSkipped(file: name),
        let stored = try store(entry, name, at: path)
      else { return nil }
      let mode: TreeMode =
        entry.kind == .symlink ? .symlink : entry.kind == .executable ? .executable : .file
      return (TreeEntry(mode: mode, name: name, size: stored.size, id: stored.blob.digest), 1)
    }
  }

  private static func below(_ edits: [Edit]) -> [Edit] {
    edits.map { edit in
      var inner = edit
      inner.path = edit.path.dropFirst()
      return inner
    }
  }

  private static func entry(_ folder: Folder, _ name: String) -> TreeEntry {
    TreeEntry(mode: .tree, name: name, size: folder.size, id: folder.id.digest)
  }

  private func write(_ entries: [TreeEntry], files: UInt64) throws -> Folder {
    let sorted = entries.sorted { TreeEntry.precedes($0.name, $1.name) }
    let id = try TreeCodec.encode(sorted, limits: writer.store.limits.tree) { _, bytes in
      _ = try writer.putBytes(.tree, bytes)
    }
    return Folder(id: id, size: sorted.reduce(0) { $0 &+ $1.size }, files: files)
  }

  /// A file of git by its id, stored; nil when it is left out.
  private func store(_ entry: GitTreeEntry, _ name: String, at path: RepositoryPath) throws
    -> Stored
  {
    // Names decide as well, so they are a part of the key.
    let key = "\(entry.id) \(name)"
    if let known = blobs[key] { return known }
    let bytes = try git.blob(entry.id, bytesMax: Self.fileBytesMax)
    let isLink = entry.kind == .symlink
    guard
      !TrackedCode.isSecret(name, head: isLink ? [] : Array(bytes.prefix(TrackedCode.headBytes)))
        || isLink
    else {
      secrets.insert(path.string)
      blobs[key] = .some(nil)
      return nil
    }
    let stored: Stored = (try put(bytes), UInt64(bytes.count))
    blobs[key] = stored
    return stored
  }

  /// Stores bytes of any length.
  func put(_ bytes: [UInt8]) throws -> BlobID {
    if bytes.count <= writer.store.limits.smallFileBytes { return try writer.putSmallBlob(bytes) }
    let fileSystem = repository.environment.fileSystem
    let path = repository.workTree.temporary.appending(TemporaryName.make(prefix: "import"))
    let file = try File(path, .create, in: fileSystem)
    defer { try? fileSystem.unlink(path) }
    try file.write(bytes, at: 0)
    return try writer.ingest(file, size: UInt64(bytes.count)).blob
  }
}
