// Element types as torch names them: by a class of storage, or by a dtype.

enum TorchType {
  /// Of `torch.FloatStorage` and `torch.float32` alike; nil for an unknown type, and for storages that
  /// are only bytes.
  static func type(of global: PickleGlobal) -> TensorType? {
    guard global.module.hasPrefix("torch") else { return nil }
    return types[global.name]
  }

  private static let types: [String: TensorType] = [
    "FloatStorage": .f32, "float32": .f32, "float": .f32,
    "DoubleStorage": .f64, "float64": .f64, "double": .f64,
    "HalfStorage": .f16, "float16": .f16, "half": .f16,
    "BFloat16Storage": .bf16, "bfloat16": .bf16,
    "LongStorage": .i64, "int64": .i64, "long": .i64,
    "IntStorage": .i32, "int32": .i32, "int": .i32,
    "ShortStorage": .i16, "int16": .i16, "short": .i16,
    "CharStorage": .i8, "int8": .i8,
    "ByteStorage": .u8, "uint8": .u8,
    "BoolStorage": .bool, "bool": .bool,
    "ComplexFloatStorage": .c64, "complex64": .c64, "cfloat": .c64,
    "uint16": .u16, "uint32": .u32, "uint64": .u64,
    "float8_e4m3fn": .f8e4m3, "float8_e5m2": .f8e5m2, "float8_e8m0fnu": .f8e8m0,
    "QInt8Storage": .i8, "QUInt8Storage": .u8, "QInt32Storage": .i32,
  ]
}
