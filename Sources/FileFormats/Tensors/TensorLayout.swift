/// The bytes of one tensor.
public struct TensorSpan: Sendable, Equatable {
  /// Bytes from the beginning of the file.
  public let range: Range<UInt64>
  /// The element type, if it is a known one. It is what the header says: cut points do not depend on
  /// it, nor does anything that must be right.
  public let type: TensorType?

  /// A tensor at `range`.
  public init(range: Range<UInt64>, type: TensorType?) {
    self.range = range
    self.type = type
  }
}

/// Where the tensors of a file lie, whatever its format: what cutting needs, in little memory.
public struct TensorLayout: Sendable, Equatable {
  /// Where the header ends and data may begin, in bytes from the beginning of the file.
  public let headerEnd: UInt64
  /// All tensors, ascending, none overlapping another; there may be gaps.
  public let spans: [TensorSpan]

  /// Spans that are in order already.
  init(headerEnd: UInt64, sorted spans: [TensorSpan]) {
    self.headerEnd = headerEnd
    self.spans = spans
  }

  /// Sorts the spans and leaves out empty ones; nil when two overlap, or one begins in the header or
  /// ends beyond the file.
  init?(headerEnd: UInt64, spans: [TensorSpan], byteCount: UInt64) {
    let sorted = spans.filter { !$0.range.isEmpty }.sorted {
      $0.range.lowerBound < $1.range.lowerBound
    }
    var position = headerEnd
    for span in sorted {
      guard position <= span.range.lowerBound else { return nil }
      position = span.range.upperBound
    }
    guard position <= byteCount else { return nil }
    self.init(headerEnd: headerEnd, sorted: sorted)
  }

  /// The same without tensors of fewer bytes.
  public func without(shorterThan least: UInt64) -> TensorLayout {
    TensorLayout(
      headerEnd: headerEnd,
      sorted: spans.filter { $0.range.upperBound - $0.range.lowerBound >= least })
  }

  /// Bytes of all tensors.
  public var tensorBytes: UInt64 {
    spans.reduce(0) { $0 + ($1.range.upperBound - $1.range.lowerBound) }
  }
}
