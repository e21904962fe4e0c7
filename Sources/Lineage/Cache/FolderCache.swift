import FileIO
import Objects
import Repository
import SystemPackage

/// `.mlops/cache/lineage/folders`: the small trees that questions about files looked into, so that ten
/// thousand versions of the code are one read. Derived state, which may be deleted at any time (I8); a
/// file that is damaged or of another version counts as none.
///
///     magic "MLXFOLD\n", u32 version
///     each tree: id 32, u32 bytes, the bytes
///     SHA-256 of everything before it
struct FolderCache {
  private static let magic = Array("MLXFOLD\n".utf8)
  private static let version: UInt32 = 1
  private static let headBytes = 12
  private static let entryHeadBytes = Digest.byteCount + 4
  /// A longer list is read from the store: few are.
  private static let treeBytesMax = 64 << 10
  /// No more is kept.
  private static let bytesMax = 64 << 20
  /// Fewer new trees are read again instead of written.
  private static let newMin = 64

  /// What the file holds, without the checksum.
  private var bytes: [UInt8]
  private var places: [TreeID: Range<Int>] = [:]
  private(set) var newCount = 0

  /// One that knows nothing.
  init() {
    bytes = Self.magic
    Self.append(Self.version, to: &bytes)
  }

  /// nil for anything but a whole file of this version.
  init?(decoding file: [UInt8]) {
    self.init()
    let end = file.count - Digest.byteCount
    guard end >= Self.headBytes, file.starts(with: bytes) else { return nil }
    let sum = file.withUnsafeBytes {
      SHA256Hasher.hash(UnsafeRawBufferPointer(rebasing: $0[..<end]))
    }
    guard sum == Digest(bytes: file[end...]) else { return nil }
    var position = Self.headBytes
    while position < end {
      guard end - position >= Self.entryHeadBytes,
        let id = Digest(bytes: file[position..<position + Digest.byteCount])
      else { return nil }
      let length = file.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: position + Digest.byteCount, as: UInt32.self)
      }
      position += Self.entryHeadBytes
      let count = Int(UInt32(littleEndian: length))
      guard count <= end - position else { return nil }
      places[TreeID(id)] = position..<position + count
      position += count
    }
    bytes = Array(file[..<end])
  }

  /// The bytes of a tree; nil when they are not kept.
  func bytes(of id: TreeID) -> [UInt8]? { places[id].map { Array(bytes[$0]) } }

  /// Keeps a tree that was read, if there is room.
  mutating func add(_ id: TreeID, _ tree: [UInt8]) {
    let size = Self.entryHeadBytes + tree.count
    guard tree.count <= Self.treeBytesMax, bytes.count + size <= Self.bytesMax, places[id] == nil
    else { return }
    bytes += id.digest.bytes
    Self.append(UInt32(tree.count), to: &bytes)
    places[id] = bytes.count..<bytes.count + tree.count
    bytes += tree
    newCount += 1
  }

  /// The file as it is written.
  var encoded: [UInt8] { bytes + SHA256Hasher.hash(bytes).bytes }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

// On the disk.
extension FolderCache {
  private static func path(_ repository: Repository) -> FilePath {
    repository.metadata.appending("cache").appending("lineage").appending("folders")
  }

  /// The file of a repository; one that knows nothing when it cannot be used.
  static func load(_ repository: Repository) -> FolderCache {
    let limit = bytesMax + Digest.byteCount
    let file = try? repository.environment.fileSystem.readFile(path(repository), maxBytes: limit)
    return file.flatMap { FolderCache(decoding: $0) } ?? FolderCache()
  }

  /// Replaces the file when much is new. Best effort: a repository that cannot be written to is asked
  /// all the same.
  func save(_ repository: Repository) {
    guard newCount >= Self.newMin else { return }
    let fileSystem = repository.environment.fileSystem
    let path = Self.path(repository)
    do {
      try repository.checkWritable()
      try fileSystem.makeDirectories(path.removingLastComponent())
      // Not synced: what a power cut leaves is recognised by its checksum.
      try fileSystem.replaceFile(
        path, with: encoded, temporary: repository.metadata.appending("tmp"), durable: false)
    } catch {}
  }
}
