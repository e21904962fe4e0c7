// Model files that tests make: safetensors, tensor by tensor.

/// A safetensors file as its tensors.
public struct SafetensorsFile: Sendable {
  /// One tensor.
  public struct Tensor: Sendable {
    public var name: String
    public var dtype: String
    public var shape: [Int]
    public var bytes: [UInt8]
  }

  /// In the order of the file.
  public var tensors: [Tensor] = []
  /// The texts beside them.
  public var metadata: [String: String] = [:]

  public init() {}

  /// Adds a tensor of float32.
  public mutating func add(_ name: String, _ shape: [Int], f32 numbers: [Float]) {
    add(name, "F32", shape, numbers.map(\.bitPattern))
  }

  /// Adds a tensor of bfloat16; numbers are rounded to the nearest, ties to even.
  public mutating func add(_ name: String, _ shape: [Int], bf16 numbers: [Float]) {
    add(name, "BF16", shape, numbers.map(Self.bfloat16))
  }

  /// Adds a tensor of any type, by the bits of its numbers.
  public mutating func add<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ name: String, _ dtype: String, _ shape: [Int], _ numbers: [Bits]
  ) {
    let bytes = numbers.map(\.littleEndian).withUnsafeBytes { Array($0) }
    tensors.append(Tensor(name: name, dtype: dtype, shape: shape, bytes: bytes))
  }

  /// The upper half of a float32.
  public static func bfloat16(_ number: Float) -> UInt16 {
    let bits = number.bitPattern
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
  }

  /// The whole file.
  public var bytes: [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\"\(tensor.name)\":{\"dtype\":\"\(tensor.dtype)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(offset + tensor.bytes.count)]}")
      offset += tensor.bytes.count
    }
    var header = "{\(members.joined(separator: ","))}"
    while header.utf8.count % 8 != 0 { header += " " }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return length + Array(header.utf8) + tensors.flatMap(\.bytes)
  }
}
