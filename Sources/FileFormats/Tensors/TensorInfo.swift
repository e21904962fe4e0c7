/// One named array of numbers in a model file, whatever the format.
public struct TensorInfo: Sendable, Equatable {
  /// As the format writes it; names in nested dictionaries are joined by dots.
  public var name: String
  /// The element type as the format writes it: `BF16`, `<f4`, `Q4_K`, `FLOAT`, `torch.FloatStorage`.
  public var dtype: String
  /// The element type, if it is one that numbers can be read of.
  public var type: TensorType?
  /// The length of each dimension, the last one varying fastest; none for a scalar.
  public var shape: [UInt64]
  /// Its bytes from the beginning of the file. nil when they are compressed, in another file, made up
  /// of something other than the elements' own bytes, or have gaps or elements used twice.
  public var range: Range<UInt64>?
  /// Steps between neighbours of each dimension, in elements; nil for plain row-major order. A tensor
  /// with both strides and a range fills its range, in another order.
  public var strides: [UInt64]?
  /// The file beside this one that holds the bytes, as the format names it: it may be hostile.
  public var externalFile: String?
  /// The bytes in that file, if they are known.
  public var externalRange: Range<UInt64>?

  /// A tensor in row-major order.
  public init(
    name: String, dtype: String, type: TensorType?, shape: [UInt64], range: Range<UInt64>?
  ) {
    self.name = name
    self.dtype = dtype
    self.type = type
    self.shape = shape
    self.range = range
  }

  /// Numbers in the tensor; nil when that is more than 2^64.
  public var elementCount: UInt64? { TensorShape.product(shape) }

  /// Bytes that the elements take; nil for an unknown type, or when they are not whole bytes.
  public var elementBytes: UInt64? {
    type.flatMap { TensorShape.byteCount(shape, bitCount: $0.bitCount) }
  }
}

/// Arithmetic of shapes that files claim.
enum TensorShape {
  /// More dimensions than this are refused.
  static let dimensionsMax = 64

  /// nil when the product is more than 2^64.
  static func product(_ shape: [UInt64]) -> UInt64? {
    if shape.contains(0) { return 0 }
    var count: UInt64 = 1
    for length in shape {
      let (product, isOver) = count.multipliedReportingOverflow(by: length)
      if isOver { return nil }
      count = product
    }
    return count
  }

  /// nil when that is more than 2^64, or when they are not whole bytes.
  static func byteCount(_ shape: [UInt64], bitCount: Int) -> UInt64? {
    guard let count = product(shape) else { return nil }
    let (bits, isOver) = count.multipliedReportingOverflow(by: UInt64(bitCount))
    return !isOver && bits % 8 == 0 ? bits / 8 : nil
  }

  /// The strides of row-major order; nil when they are more than 2^64.
  static func rowMajor(_ shape: [UInt64]) -> [UInt64]? {
    var strides: [UInt64] = []
    var step: UInt64 = 1
    for length in shape.reversed() {
      strides.append(step)
      let (next, isOver) = step.multipliedReportingOverflow(by: max(length, 1))
      if isOver { return nil }
      step = next
    }
    return strides.reversed()
  }

  /// Whether strides say no more than the order of the shape; those of dimensions of one are free.
  static func isRowMajor(_ shape: [UInt64], _ strides: [UInt64]) -> Bool {
    guard shape.count == strides.count, let plain = rowMajor(shape) else { return false }
    if shape.contains(0) { return true }
    return zip(zip(shape, strides), plain).allSatisfy { $0.0 == 1 || $0.1 == $1 }
  }

  /// Whether the elements fill one run of memory without gaps, each used once.
  static func isDense(_ shape: [UInt64], _ strides: [UInt64]) -> Bool {
    guard shape.count == strides.count else { return false }
    if shape.contains(0) { return true }
    var step: UInt64 = 1
    let dimensions = zip(shape, strides).filter { $0.0 != 1 }.sorted { $0.1 < $1.1 }
    for (length, stride) in dimensions {
      guard stride == step else { return false }
      let (next, isOver) = step.multipliedReportingOverflow(by: length)
      if isOver { return false }
      step = next
    }
    return true
  }
}
