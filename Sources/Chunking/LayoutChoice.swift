import FileFormats

/// Which structure a file has, by its content: the first reader that finds its own.
enum LayoutChoice {
  /// Spans of the new cutters must be at least half of the file: the rest is cut blindly, which gear-1
  /// does better.
  private static let shareMin: UInt64 = 2

  /// The places of the tensors and the cutter that goes by them; nil when the file has none.
  ///
  /// safetensors comes first, whatever the first bytes look like: its cut points never change. Throws
  /// only what the source throws.
  static func layout(
    of source: some RandomAccess, limits: ChunkLimits
  ) throws -> (layout: TensorLayout, code: CutterCode)? {
    if let layout = try TensorLayout(safetensors: source) { return (layout, .safetensors1) }
    guard let (all, code) = try other(source) else { return nil }
    let layout = all.without(shorterThan: UInt64(max(0, limits.spanMin)))
    return layout.tensorBytes >= source.byteCount / shareMin ? (layout, code) : nil
  }

  private static func other(
    _ source: some RandomAccess
  ) throws -> (layout: TensorLayout, code: CutterCode)? {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, 8)))
    if head.starts(with: Array("GGUF".utf8)) {
      return try TensorLayout(gguf: source).map { ($0, .gguf1) }
    }
    if head.starts(with: [0x93] + Array("NUMPY".utf8)) {
      return try TensorLayout(npy: source).map { ($0, .npy1) }
    }
    if head.starts(with: Array("PK".utf8) + [3, 4]) {
      return try TensorLayout.archive(source).map { ($0.layout, $0.isTorch ? .pt1 : .npy1) }
    }
    if head.starts(with: Array("PAR1".utf8)) {
      return try TensorLayout(parquet: source).map { ($0, .parquet1) }
    }
    // ONNX has no magic: the version of its format comes first, a small number.
    if head.count > 2, head[0] == 0x08, (1..<0x80).contains(head[1]) {
      return try TensorLayout(onnx: source).map { ($0, .onnx1) }
    }
    return nil
  }
}
