import FileFormats

/// safetensors-1 and its like: a chunk never holds bytes of two tensors, so a tensor that did not change
/// is stored once, wherever it lies, in whatever format.
enum TensorCuts {
  /// Whether tensors are large enough to be cut one by one.
  static func apply(to layout: TensorLayout, limits: ChunkLimits) -> Bool {
    let (least, isOver) = UInt64(layout.spans.count).multipliedReportingOverflow(
      by: UInt64(max(0, limits.spanMeanMin)))
    return !layout.spans.isEmpty && !isOver && layout.tensorBytes >= least
  }

  /// Where spans begin and end, each place once.
  static func bounds(of layout: TensorLayout) -> [UInt64] {
    var bounds: [UInt64] = []
    for place in layout.spans.flatMap({ [$0.range.lowerBound, $0.range.upperBound] })
    where place > 0 && place != bounds.last { bounds.append(place) }
    return bounds
  }

  /// Where chunks end. The header, each tensor, and what lies between or after tensors are cut apart
  /// and then every `spanMax` from where each begins.
  static func ends(of layout: TensorLayout, byteCount: UInt64, spanMax: Int) -> [PlannedCut] {
    var ends: [PlannedCut] = []
    var start: UInt64 = 0
    func cut(upTo end: UInt64, _ type: TensorType? = nil) {
      while start < end {
        start += min(UInt64(max(1, spanMax)), end - start)
        ends.append(PlannedCut(end: start, type: type))
      }
    }
    cut(upTo: layout.headerEnd)
    for span in layout.spans {
      cut(upTo: span.range.lowerBound)
      cut(upTo: span.range.upperBound, span.type)
    }
    cut(upTo: byteCount)
    return ends
  }
}
