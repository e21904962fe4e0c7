// ggml.h and ggml-common.h (`enum ggml_type`, block structures); gguf-py, constants.py,
// GGML_QUANT_SIZES. Elements of a quantized type come in blocks along the last dimension.

/// An element type of ggml.
struct GGMLType: Equatable {
  /// As ggml names it, or `type 99`.
  let name: String
  /// Elements in a block, and bytes of a block; nil for an unknown type.
  let block: (elements: UInt64, bytes: UInt64)?
  /// The type whose numbers can be read.
  let type: TensorType?

  static func == (a: GGMLType, b: GGMLType) -> Bool { a.name == b.name }

  /// The type with this code.
  init(_ code: UInt32) {
    guard let row = Self.table.first(where: { $0.0 == code }) else {
      (name, block, type) = ("type \(code)", nil, nil)
      return
    }
    (name, block, type) = (row.1, (row.2, row.3), row.4)
  }

  /// Bytes of a tensor; nil for an unknown type, or when the last dimension is no whole blocks.
  func byteCount(_ shape: [UInt64]) -> UInt64? {
    guard let block, (shape.last ?? 1) % block.elements == 0,
      let count = TensorShape.product(shape)
    else { return nil }
    let (bytes, isOver) = (count / block.elements).multipliedReportingOverflow(by: block.bytes)
    return isOver ? nil : bytes
  }

  private static let table: [(UInt32, String, UInt64, UInt64, TensorType?)] = [
    (0, "F32", 1, 4, .f32), (1, "F16", 1, 2, .f16),
    (2, "Q4_0", 32, 18, nil), (3, "Q4_1", 32, 20, nil),
    (6, "Q5_0", 32, 22, nil), (7, "Q5_1", 32, 24, nil),
    (8, "Q8_0", 32, 34, nil), (9, "Q8_1", 32, 40, nil),
    (10, "Q2_K", 256, 84, nil), (11, "Q3_K", 256, 110, nil), (12, "Q4_K", 256, 144, nil),
    (13, "Q5_K", 256, 176, nil), (14, "Q6_K", 256, 210, nil), (15, "Q8_K", 256, 292, nil),
    (16, "IQ2_XXS", 256, 66, nil), (17, "IQ2_XS", 256, 74, nil), (18, "IQ3_XXS", 256, 98, nil),
    (19, "IQ1_S", 256, 50, nil), (20, "IQ4_NL", 32, 18, nil), (21, "IQ3_S", 256, 110, nil),
    (22, "IQ2_S", 256, 82, nil), (23, "IQ4_XS", 256, 136, nil),
    (24, "I8", 1, 1, .i8), (25, "I16", 1, 2, .i16), (26, "I32", 1, 4, .i32),
    (27, "I64", 1, 8, .i64), (28, "F64", 1, 8, .f64),
    (29, "IQ1_M", 256, 56, nil), (30, "BF16", 1, 2, .bf16),
    (34, "TQ1_0", 256, 54, nil), (35, "TQ2_0", 256, 66, nil), (39, "MXFP4", 32, 17, nil),
  ]
}
