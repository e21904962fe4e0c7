/// The element types of safetensors, with their sizes.
public enum TensorType: String, Sendable, CaseIterable {
  case bool = "BOOL"
  case f4 = "F4"
  case f6e2m3 = "F6_E2M3"
  case f6e3m2 = "F6_E3M2"
  case u8 = "U8"
  case i8 = "I8"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case f8e8m0 = "F8_E8M0"
  case u16 = "U16"
  case i16 = "I16"
  case f16 = "F16"
  case bf16 = "BF16"
  case u32 = "U32"
  case i32 = "I32"
  case f32 = "F32"
  case u64 = "U64"
  case i64 = "I64"
  case f64 = "F64"
  case c64 = "C64"

  /// Bits of one element: some types share bytes.
  public var bitCount: Int {
    switch self {
    case .f4: 4
    case .f6e2m3, .f6e3m2: 6
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0: 8
    case .u16, .i16, .f16, .bf16: 16
    case .u32, .i32, .f32: 32
    case .u64, .i64, .f64, .c64: 64
    }
  }
}

extension SafetensorsHeader.Tensor {
  /// The element type, if it is a known one.
  public var type: TensorType? { TensorType(rawValue: dtype) }

  /// Whether the shape and the type make as many bytes as the range has; nil for an unknown type.
  public var isConsistent: Bool? {
    guard let type else { return nil }
    guard let elementCount else { return false }
    let (bits, isOver) = elementCount.multipliedReportingOverflow(by: UInt64(type.bitCount))
    return !isOver && bits % 8 == 0 && bits / 8 == range.upperBound - range.lowerBound
  }
}
