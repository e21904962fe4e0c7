// parquet-1: where the pages of a Parquet file lie. Pages hold the values of one column, compressed each
// on its own, so a page that did not change has the same bytes. Only their headers are read.

extension TensorLayout {
  /// A page is followed by at most so many others in a file.
  private static let pagesMax = 1 << 20

  /// nil when the file is no sound, unencrypted Parquet file, or column chunks overlap. A span is a page
  /// with its header; where a header cannot be read it is the rest of the column chunk. Throws only what
  /// the source throws.
  public init?(parquet source: some RandomAccess) throws {
    guard let footer = try ParquetFooter(reading: source), let chunks = footer.chunkRanges else {
      return nil
    }
    var spans: [TensorSpan] = []
    for chunk in chunks {
      var position = chunk.lowerBound
      while position < chunk.upperBound {
        var end = chunk.upperBound
        if spans.count < Self.pagesMax,
          let found = try Self.pageEnd(in: source, position..<chunk.upperBound)
        {
          end = found
        }
        spans.append(TensorSpan(range: position..<end, type: nil))
        position = end
      }
    }
    self.init(headerEnd: 0, spans: spans, byteCount: source.byteCount)
  }

  /// Where the page ends that begins a range; nil when its header cannot be read. A header has some tens
  /// of bytes, more where it holds bounds of values, and is not read beyond 64 KiB.
  private static func pageEnd(
    in source: some RandomAccess, _ range: Range<UInt64>
  ) throws -> UInt64? {
    for most in [256, 64 << 10] as [UInt64] {
      let left = range.upperBound - range.lowerBound
      let head = try source.read(at: range.lowerBound, count: Int(min(most, left)))
      var reader = ThriftReader(head)
      if let compressed = try? pageBytes(&reader) {
        let bytes = UInt64(reader.position) + compressed
        return bytes <= left ? range.lowerBound + bytes : nil
      }
      if left <= most { return nil }
    }
    return nil
  }

  /// `compressed_page_size` of the structure `PageHeader`.
  private static func pageBytes(_ reader: inout ThriftReader) throws(MalformedThrift) -> UInt64 {
    var bytes: Int64 = -1
    try reader.structure { (reader, id, kind) throws(MalformedThrift) in
      if id == 3 {
        bytes = try reader.integer(kind)
      } else {
        try reader.skip(kind)
      }
    }
    guard (0...Int64(Int32.max)).contains(bytes) else { throw MalformedThrift() }
    return UInt64(bytes)
  }
}
