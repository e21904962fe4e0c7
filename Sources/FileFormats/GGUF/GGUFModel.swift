// GGUF files as models, and where they are cut.

extension ModelFile {
  /// A GGUF file of version 2 or 3.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(gguf source: some RandomAccess) throws {
    self.init(format: .gguf)
    try Unsound.within(.gguf) {
      let header = try GGUFHeader(source)
      metadata = header.metadata
      metadata["version"] = String(header.version)
      let ranges = try header.ranges(byteCount: source.byteCount)
      for (row, range) in zip(header.rows, ranges) {
        try append(
          TensorInfo(
            name: row.name, dtype: row.type.name, type: row.type.type, shape: row.shape,
            range: row.type.block == nil ? nil : range))
      }
      sortByPlace()
      let unknown = Set(header.rows.filter { $0.type.block == nil }.map(\.type.name))
      if !unknown.isEmpty {
        remarks.append("element types are not known: \(unknown.sorted().joined(separator: ", "))")
      }
    }
  }
}

extension TensorLayout {
  /// gguf-1: nil when the file is not GGUF, or its header is damaged or does not fit the file. Throws
  /// only what the source throws.
  public init?(gguf source: some RandomAccess) throws {
    let found = try Unsound.ignored { () throws -> (UInt64, [TensorSpan])? in
      let header = try GGUFHeader(source)
      let ranges = try header.ranges(byteCount: source.byteCount)
      let spans = zip(header.rows, ranges).map { TensorSpan(range: $1, type: $0.type.type) }
      return (header.dataStart, spans)
    }
    guard let (headerEnd, spans) = found else { return nil }
    self.init(headerEnd: headerEnd, spans: spans, byteCount: source.byteCount)
  }
}
