import FileFormats
import ObjectStore
import Profiles

/// Computes the profile of a file by its name and content; also of a table that gzip or zstd compressed.
final class ContentProfiler {
  private let profiler: FileProfiler
  private let expander: Expander?
  /// What was wrong with the compressed bytes.
  private var problem: (any Error)?

  /// First bytes that show a format.
  private static let headBytes: UInt64 = 4096

  /// nil for formats without a profile. Errors: `UnreadableFormat`, and whatever the source throws.
  init?(name: String, source: some RandomAccess, options: ProfileOptions) throws {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, Self.headBytes)))
    guard var format = FileFormat.guess(name: name, head: head) else { return nil }
    expander = try StreamPacking(format).flatMap { packing in
      guard let inside = FileFormat.tableInside(name: name) else { return nil }
      format = inside
      return try Expander(packing, as: inside)
    }
    let profiler = try FileProfiler(
      format: format, source: source, tables: options.tables, inflate: Expansion.inflate)
    guard let profiler else { return nil }
    self.profiler = profiler
  }

  /// Whether the file's bytes are still to be added.
  var needsBytes: Bool { profiler.needsBytes }

  /// Adds the bytes that follow.
  func update(_ bytes: UnsafeRawBufferPointer, hashed runs: [HashedRun] = []) {
    guard let expander else { return profiler.update(bytes, hashed: runs) }
    guard problem == nil else { return }
    do {
      try expander.write(bytes) { profiler.update($0) }
    } catch {
      problem = error
    }
  }

  /// The profile, when all bytes were added. Errors: `UnreadableFormat`.
  func finish() throws -> AssetProfile? {
    if let problem { throw problem }
    try expander?.finish()
    return profiler.finish()
  }
}
