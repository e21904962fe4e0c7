// Rows and columns, of text that may be compressed, and of Parquet.
import FileFormats
import ObjectStore
import Objects
import Profiles

/// Makes the summary of a table.
enum TableSummary {
  /// Errors: `UnreadableFormat` also for a compressed stream that is damaged; what the source throws.
  static func text(
    _ source: some RandomAccess, _ format: FileFormat, packing: StreamPacking?
  ) throws -> FileSummary.Table {
    guard let profiler = TableProfiler(format: format) else {
      throw UnreadableFormat(format, "rows are not read from it")
    }
    var hasher = SHA256Hasher()
    func take(_ bytes: UnsafeRawBufferPointer) {
      hasher.update(bytes)
      profiler.update(bytes)
    }
    if let packing {
      try Expansion.expand(source, packing, into: take)
    } else {
      try Summary.read(0..<source.byteCount, of: source, take)
    }
    let profile = profiler.finish()
    return FileSummary.Table(
      rows: profile.rows, columns: profile.columns.map(FileSummary.Column.init),
      sha256: hasher.finalize())
  }

  static func parquet(_ source: some RandomAccess) throws -> FileSummary.Table {
    guard let footer = try ParquetFooter(reading: source), footer.chunkRanges != nil else {
      throw UnreadableFormat(.parquet, "its footer is damaged, encrypted or too large")
    }
    let profile = TableProfile(footer)
    let columns = try profile.columns.enumerated().map { index, column in
      var summary = FileSummary.Column(column)
      var hasher = SHA256Hasher()
      for group in footer.rowGroups {
        guard let range = group.chunks[index].range else { continue }
        try Summary.read(range, of: source) { hasher.update($0) }
      }
      summary.digest = hasher.finalize()
      return summary
    }
    return FileSummary.Table(rows: profile.rows, columns: columns, sha256: nil)
  }
}

extension FileSummary.Column {
  init(_ column: ColumnProfile) {
    let numbers = column.numbers
    self.init(
      name: column.name, type: column.declared?.type ?? column.type.rawValue,
      missing: column.declared?.knowsNulls == false ? nil : column.counts.nulls,
      distinct: column.declared == nil
        ? column.distinctCount.map { UInt64($0.rounded()) } : nil,
      minimum: column.declared?.minimum ?? numbers.minimum,
      maximum: column.declared?.maximum ?? numbers.maximum, mean: numbers.mean)
  }
}
