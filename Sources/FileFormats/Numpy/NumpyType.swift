// numpy.lib.format and "Data type objects": a byte order, a letter, and a number of bytes.

/// A type of elements as NumPy writes it: `<f4`, `|b1`, `<M8[ns]`, or a structure.
struct NumpyType: Equatable {
  /// As it is written.
  let text: String
  /// One that numbers can be read of; nil for another byte order than little-endian, too.
  let type: TensorType?
  /// Bytes of one element; nil when elements are no plain bytes, or for an unknown type.
  let byteCount: UInt64?
  /// Elements are Python objects: the data are a pickle.
  let isObject: Bool

  init(_ text: String) {
    var rest = Substring(text)
    var order: Character = "="
    if let first = rest.first, "<>|=".contains(first) {
      order = first
      rest.removeFirst()
    }
    let kind = rest.popFirst() ?? " "
    // Dates say their unit behind the size: M8[ns].
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    let tail = rest.dropFirst(digits.count)
    let count = digits.count <= 9 && (tail.isEmpty || "Mm".contains(kind)) ? UInt64(digits) : nil
    self.text = text
    isObject = kind == "O"
    switch kind {
    case "U": byteCount = count.map { $0 * 4 }
    case "b", "i", "u", "f", "c", "S", "a", "V", "M", "m": byteCount = count
    default: byteCount = nil
    }
    let isLittle = order != ">" || count == 1
    type = isLittle && tail.isEmpty ? count.flatMap { Self.types["\(kind)\($0)"] } : nil
  }

  /// A structure of fields.
  init(structure text: String, byteCount: UInt64?, isObject: Bool) {
    self.text = text
    type = nil
    self.byteCount = byteCount
    self.isObject = isObject
  }

  private static let types: [String: TensorType] = [
    "b1": .bool, "i1": .i8, "i2": .i16, "i4": .i32, "i8": .i64, "u1": .u8, "u2": .u16,
    "u4": .u32, "u8": .u64, "f2": .f16, "f4": .f32, "f8": .f64, "c8": .c64,
  ]
}
