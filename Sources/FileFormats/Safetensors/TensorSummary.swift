/// A safetensors file in a few words: `103 tensors, bf16`.
public struct TensorSummary: Sendable, Equatable {
  /// How many tensors there are.
  public let tensorCount: Int
  /// The element type that takes the most bytes, in lower case; nil without tensors.
  public let dominantType: String?
  /// Numbers in all tensors; nil when that is more than 2^64.
  public let parameterCount: UInt64?

  /// Adds up the tensors of a header.
  public init(_ header: SafetensorsHeader) {
    var bytes: [String: UInt64] = [:]
    var parameters: UInt64? = 0
    for tensor in header.tensors {
      bytes[tensor.dtype.lowercased(), default: 0] +=
        tensor.range.upperBound - tensor.range.lowerBound
      parameters = Self.sum(parameters, tensor.elementCount)
    }
    tensorCount = header.tensors.count
    dominantType = bytes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    parameterCount = parameters
  }

  /// `103 tensors, bf16`.
  public var text: String {
    let count = "\(tensorCount) \(tensorCount == 1 ? "tensor" : "tensors")"
    return dominantType.map { "\(count), \($0)" } ?? count
  }

  private static func sum(_ a: UInt64?, _ b: UInt64?) -> UInt64? {
    guard let a, let b else { return nil }
    let (sum, isOver) = a.addingReportingOverflow(b)
    return isOver ? nil : sum
  }
}
