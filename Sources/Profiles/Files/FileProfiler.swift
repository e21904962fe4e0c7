import FileFormats

/// Computes the profile of one file of any format that has one, from its bytes in order. One thread at
/// a time uses it.
public final class FileProfiler {
  /// Of these one is there: what takes the bytes, or what the file's header or footer said already.
  private var model: ModelProfiler?
  private var table: TableProfiler?
  private var done: AssetProfile?

  /// A profiler that has seen no bytes; nil for formats without a profile.
  ///
  /// - Parameters:
  ///   - format: what the file is.
  ///   - source: the whole file, to read its header from.
  ///   - tables: what is wished of the profiles of tables.
  ///   - inflate: expands compressed members of archives.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init?(
    format: FileFormat, source: some RandomAccess,
    tables: TableProfiler.Options = TableProfiler.Options(), inflate: Inflate? = nil
  ) throws {
    switch format {
    case .csv, .tsv, .jsonl: table = TableProfiler(format: format, options: tables)
    case .parquet:
      guard let footer = try ParquetFooter(reading: source) else { return nil }
      done = .table(TableProfile(footer).without(tables.excludedColumns))
    case _ where ModelFile.formats.contains(format):
      let profiler = ModelProfiler(
        try ModelFile(reading: source, as: format, inflate: inflate))
      if profiler.needsBytes { model = profiler } else { done = .model(profiler.withoutBytes) }
    default: return nil
    }
  }

  /// Whether the file's bytes are still to be added.
  public var needsBytes: Bool { done == nil }

  /// Adds the bytes that follow.
  ///
  /// - Parameter runs: parts of them whose SHA-256 is known.
  public func update(_ bytes: UnsafeRawBufferPointer, hashed runs: [HashedRun] = []) {
    model?.update(bytes, hashed: runs)
    table?.update(bytes)
  }

  /// The profile, when all bytes were added; nil when there is none.
  public func finish() -> AssetProfile? {
    if let done { return done }
    if let table { return .table(table.finish()) }
    return model.map { profiler in
      var profiler = profiler
      return .model(profiler.finish())
    }
  }
}
