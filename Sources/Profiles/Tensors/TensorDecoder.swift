import FileFormats

/// Turns the little-endian numbers of a tensor into doubles.
///
/// Every type but the 64-bit integers fits exactly; those are rounded to the nearest double.
struct TensorDecoder: Sendable {
  let type: TensorType
  /// Bytes of one number.
  let stride: Int
  /// The value of every byte, for types of eight bits.
  private let table: [Double]

  /// nil for types that are not one real number in whole bytes: F4, the F6 types, and C64.
  init?(_ type: TensorType) {
    guard Self.isNumeric(type) else { return nil }
    self.type = type
    stride = type.bitCount / 8
    table = stride == 1 ? (0...255).map { Self.value(of: UInt8($0), type) } : []
  }

  /// Whether numbers are read of a type.
  static func isNumeric(_ type: TensorType) -> Bool {
    switch type {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0, .u16, .i16, .f16, .bf16, .u32, .i32, .f32,
      .u64, .i64, .f64:
      true
    default: false
    }
  }

  /// Writes `count` numbers; `raw` holds as many, at any alignment.
  func decode(_ raw: UnsafeRawPointer, count: Int, into out: UnsafeMutablePointer<Double>) {
    switch type {
    case .bf16:
      map(raw, count, out, UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .f16: map(raw, count, out, UInt16.self) { Double(Self.half($0)) }
    case .f32: map(raw, count, out, UInt32.self) { Double(Float(bitPattern: $0)) }
    case .f64: map(raw, count, out, UInt64.self) { Double(bitPattern: $0) }
    case .u16: map(raw, count, out, UInt16.self) { Double($0) }
    case .i16: map(raw, count, out, Int16.self) { Double($0) }
    case .u32: map(raw, count, out, UInt32.self) { Double($0) }
    case .i32: map(raw, count, out, Int32.self) { Double($0) }
    case .u64: map(raw, count, out, UInt64.self) { Double($0) }
    case .i64: map(raw, count, out, Int64.self) { Double($0) }
    default:
      table.withUnsafeBufferPointer { table in
        map(raw, count, out, UInt8.self) { table[Int($0)] }
      }
    }
  }

  @inline(__always)
  private func map<I: FixedWidthInteger & BitwiseCopyable>(
    _ raw: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutablePointer<Double>, _: I.Type,
    _ value: (I) -> Double
  ) {
    for index in 0..<count {
      let bits = raw.loadUnaligned(fromByteOffset: index &* MemoryLayout<I>.size, as: I.self)
      out[index] = value(I(littleEndian: bits))
    }
  }

  /// IEEE 754 binary16. The exponent is moved by a multiplication, which makes subnormals right;
  /// infinities and NaN keep the highest exponent.
  @inline(__always)
  static func half(_ bits: UInt16) -> Float {
    let magnitude = UInt32(bits & 0x7FFF) << 13
    let finite = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    let special = magnitude | 0x7F80_0000
    let unsigned = magnitude >= 0x0F80_0000 ? special : finite
    return Float(bitPattern: unsigned | UInt32(bits & 0x8000) << 16)
  }

  /// One number of eight bits. E5M2 is the upper half of binary16; E4M3 has no infinity and one NaN
  /// a sign (Micikevicius et al., "FP8 formats for deep learning", 2022); E8M0 is a power of two (OCP
  /// Microscaling, 2023).
  private static func value(of byte: UInt8, _ type: TensorType) -> Double {
    switch type {
    case .i8: return Double(Int8(bitPattern: byte))
    case .f8e5m2: return Double(half(UInt16(byte) << 8))
    case .f8e8m0:
      return byte == 0xFF ? .nan : Double(sign: .plus, exponent: Int(byte) - 127, significand: 1)
    case .f8e4m3:
      let exponent = Int(byte >> 3 & 0x0F)
      let fraction = Double(byte & 7) / 8
      if byte & 0x7F == 0x7F { return .nan }
      let magnitude =
        exponent == 0
        ? fraction * 0x1p-6
        : Double(sign: .plus, exponent: exponent - 7, significand: 1 + fraction)
      return byte & 0x80 == 0 ? magnitude : -magnitude
    default: return Double(byte)
    }
  }
}
