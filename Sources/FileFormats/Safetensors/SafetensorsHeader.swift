/// What a safetensors file says about itself.
public struct SafetensorsHeader: Sendable, Equatable {
  /// One named array.
  public struct Tensor: Sendable, Equatable {
    /// Not empty of meaning: two names are the same when their bytes are.
    public let name: String
    /// As it is written, such as `BF16`. `TensorType` knows the usual ones.
    public let dtype: String
    /// The length of each dimension; none for a scalar.
    public let shape: [UInt64]
    /// Bytes from the beginning of the file.
    public let range: Range<UInt64>

    /// Numbers in the tensor; nil when that is more than 2^64.
    public var elementCount: UInt64? {
      if shape.contains(0) { return 0 }
      var count: UInt64 = 1
      for length in shape {
        let (product, isOver) = count.multipliedReportingOverflow(by: length)
        if isOver { return nil }
        count = product
      }
      return count
    }
  }

  /// In the order of their bytes in the file.
  public let tensors: [Tensor]
  /// The texts that the writer put beside the tensors.
  public let metadata: [String: String]
  /// Where the header ends and data begin, in bytes from the beginning of the file.
  public let headerEnd: UInt64

  /// nil when the file is not safetensors, or its header is damaged, longer than 64 MiB, or does not
  /// fit the file. Throws only what the source throws.
  public init?(reading source: some RandomAccess) throws {
    guard let header = try SafetensorsScan.header(of: source) else { return nil }
    var tensors: [Tensor] = []
    var metadata: [String: String] = [:]
    do {
      let scan = try SafetensorsScan(
        header, byteCount: source.byteCount,
        tensor: { (cursor, entry) throws(MalformedJSON) in
          let name = try cursor.text(entry.name)
          tensors.append(
            Tensor(name: name, dtype: entry.dtype, shape: entry.shape, range: entry.range))
        }, metadata: { metadata[$0] = $1 })
      headerEnd = scan.dataStart
    } catch {
      return nil
    }
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    self.tensors = tensors
    self.metadata = metadata
  }
}
