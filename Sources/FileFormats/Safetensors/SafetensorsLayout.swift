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

/// Where the tensors of a safetensors file lie: what cutting needs, in little memory.
public struct SafetensorsLayout: Sendable, Equatable {
  /// Where the header ends and data begin, in bytes from the beginning of the file.
  public let headerEnd: UInt64
  /// All tensors, ascending, none overlapping another; there may be gaps.
  public let spans: [TensorSpan]

  /// nil when the file is not safetensors, or its header is damaged, longer than 64 MiB, or does not
  /// fit the file. Throws only what the source throws.
  public init?(reading source: some RandomAccess) throws {
    guard let header = try SafetensorsScan.header(of: source) else { return nil }
    do {
      let scan = try SafetensorsScan(
        header, byteCount: source.byteCount, tensor: { (_, _) throws(MalformedJSON) in },
        metadata: { _, _ in })
      headerEnd = scan.dataStart
      spans = scan.spans
    } catch {
      return nil
    }
  }

  /// Bytes of all tensors.
  public var tensorBytes: UInt64 {
    spans.reduce(0) { $0 + ($1.range.upperBound - $1.range.lowerBound) }
  }
}
