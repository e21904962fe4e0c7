/// What a file of tensors says about itself: the common value of all readers.
public struct ModelFile: Sendable, Equatable {
  /// An input or output of a graph.
  public struct Port: Sendable, Equatable {
    public let name: String
    /// The element type as the format writes it.
    public let dtype: String
    /// A number, a name, or `?` for each dimension; nil when the format says nothing about them.
    public let shape: [String]?
  }

  /// How it was read.
  public let format: FileFormat
  /// In the order of the file.
  public var tensors: [TensorInfo] = []
  /// Texts beside the tensors, as the format names them.
  public var metadata: [String: String] = [:]
  /// Sentences about what is not in `tensors`: `14 tensors are in model.onnx.data`.
  public var remarks: [String] = []
  /// What the file would import where it was loaded by its own library; in order of appearance.
  public var imports: [PickleGlobal] = []
  /// What the graph takes, if there is one.
  public var inputs: [Port] = []
  /// What the graph gives.
  public var outputs: [Port] = []

  /// A file without tensors, yet.
  public init(format: FileFormat) { self.format = format }

  /// Numbers in all tensors; nil when that is more than 2^64.
  public var parameterCount: UInt64? {
    var sum: UInt64 = 0
    for tensor in tensors {
      guard let count = tensor.elementCount else { return nil }
      let (next, isOver) = sum.addingReportingOverflow(count)
      if isOver { return nil }
      sum = next
    }
    return sum
  }

  /// Tensors by element type as the format writes it.
  public var countsByType: [String: Int] {
    tensors.reduce(into: [:]) { $0[$1.dtype, default: 0] += 1 }
  }

  /// Bytes in this file of tensors that have a range; what two share is counted twice.
  public var tensorBytes: UInt64 {
    tensors.reduce(0) { sum, tensor in
      let bytes = tensor.range.map { $0.upperBound - $0.lowerBound } ?? 0
      return sum.addingReportingOverflow(bytes).overflow ? .max : sum + bytes
    }
  }

  /// More tensors than this are refused, whatever the format.
  static let tensorsMax = 1 << 20

  /// So are longer names, added up: they may be longer than the file where they are made of parts.
  static let nameBytesMax = 64 << 20
  private var nameBytes = 0

  mutating func append(_ tensor: TensorInfo) throws {
    guard tensors.count < Self.tensorsMax else {
      throw Unsound("it has more than \(Self.tensorsMax) tensors")
    }
    nameBytes += tensor.name.utf8.count
    guard nameBytes <= Self.nameBytesMax else { throw Unsound("its names are too long") }
    tensors.append(tensor)
  }
}
