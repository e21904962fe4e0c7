import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import WorkingTree

/// The bytes of a file that is to be profiled: in memory, in the work tree, or in the store.
enum ProfiledContent {
  case memory(ByteArray)
  case stored(StoredBlob, BlobID, ObjectStore)
  case disk(FileReader)

  /// Bytes that are read from the work tree at once.
  private static let pieceBytes = 4 << 20

  /// nil when the file is neither in the work tree, with just these bytes, nor in the store.
  ///
  /// - Parameter isStaged: whether the work tree may have it. Small files are read there: it is
  ///   quicker, and what this command stored is not in the store yet.
  init?(_ file: ProfiledFile, isStaged: Bool, in repository: Repository) throws {
    let store = repository.store
    let most = store.limits.smallFileBytes
    if isStaged, file.size <= UInt64(most) {
      let bytes = try? repository.environment.fileSystem.readFile(
        repository.workTree.absolute(file.place), maxBytes: most)
      if let bytes, SHA256Hasher.hash(bytes) == file.blob.digest {
        self = .memory(ByteArray(bytes))
        return
      }
    }
    guard store.containsBlob(file.blob) else {
      guard isStaged, let reader = try Self.reader(of: file, in: repository) else { return nil }
      self = .disk(reader)
      return
    }
    if let recipe = try store.recipe(of: file.blob) {
      self = .stored(StoredBlob(recipe, in: store), file.blob, store)
    } else {
      self = .memory(
        ByteArray(try store.readBlob(file.blob, maxBytes: store.limits.objectBytesMax)))
    }
  }

  /// The file in the work tree, if it has as many bytes as it should.
  private static func reader(
    of file: ProfiledFile, in repository: Repository
  ) throws -> FileReader? {
    let disk = repository.workTree.absolute(file.place)
    let open = try? File(disk, .read, in: repository.environment.fileSystem)
    let reader = try open.map { try FileReader($0) }
    return reader?.byteCount == file.size ? reader : nil
  }

  /// Whether it is worth to remember what was computed.
  var isLarge: Bool { if case .stored = self { true } else { false } }

  /// The profile of the file; nil for formats without one.
  func profile(name: String, options: ProfileOptions) throws -> AssetProfile? {
    guard let profiler = try profiler(name: name, options: options) else { return nil }
    guard profiler.needsBytes else { return try profiler.finish() }
    switch self {
    case .memory(let bytes): bytes.bytes.withUnsafeBytes { profiler.update($0) }
    case .stored(_, let blob, let store):
      try store.stream(blob) { bytes, _ in
        try Interruption.check()
        profiler.update(bytes)
      }
    case .disk(let reader):
      for start in stride(from: 0, to: reader.byteCount, by: Self.pieceBytes) {
        try Interruption.check()
        let count = min(UInt64(Self.pieceBytes), reader.byteCount - start)
        try reader.read(at: start, count: Int(count)).withUnsafeBytes { profiler.update($0) }
      }
    }
    return try profiler.finish()
  }

  private func profiler(name: String, options: ProfileOptions) throws -> ContentProfiler? {
    switch self {
    case .memory(let bytes): try ContentProfiler(name: name, source: bytes, options: options)
    case .stored(let source, _, _):
      try ContentProfiler(name: name, source: source, options: options)
    case .disk(let reader): try ContentProfiler(name: name, source: reader, options: options)
    }
  }

  /// The dimensions of a picture.
  func dimensions(_ format: FileFormat) throws -> ImageDimensions? {
    switch self {
    case .memory(let bytes): try ImageDimensions(reading: bytes, format: format)
    case .stored(let source, _, _): try ImageDimensions(reading: source, format: format)
    case .disk(let reader): try ImageDimensions(reading: reader, format: format)
    }
  }

  /// All bytes, if they are not many.
  var bytes: [UInt8]? { if case .memory(let bytes) = self { bytes.bytes } else { nil } }
}
