/// What a .npy file says about its array (numpy.lib.format, versions 1.0, 2.0 and 3.0).
struct NumpyHeader: Equatable {
  let type: NumpyType
  let shape: [UInt64]
  /// In column-major order.
  let isFortran: Bool
  /// Where data begin, in bytes from the beginning of the file.
  let dataStart: UInt64
  /// Bytes of the data; nil when they are a pickle or of an unknown type.
  let byteCount: UInt64?

  /// A longer header is not read; NumPy itself refuses more than 10 000 bytes without a word from its
  /// caller.
  static let bytesMax = 1 << 20

  /// How each .npy file begins.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The element type alone, where the array behind the header may be missing.
  static func type(in head: ByteArray) throws -> NumpyType {
    var reader = ByteReader(head, windowBytes: 512)
    guard case .members(let members) = try literal(&reader), let description = members["descr"]
    else { throw Unsound("its header lacks descr") }
    return try NumpyStructure.type(description)
  }

  private static func literal(_ reader: inout ByteReader) throws -> NumpyLiteral {
    guard try reader.bytes(6, most: 6) == magic else {
      throw Unsound("it does not begin as a .npy file does")
    }
    let version = try reader.byte()
    _ = try reader.byte()
    guard (1...3).contains(version) else { throw Unsound("there is no version \(version)") }
    let length =
      version == 1
      ? UInt64(try reader.integer(UInt16.self)) : UInt64(try reader.integer(UInt32.self))
    var text = try reader.bytes(length, most: Self.bytesMax, "its header")
    if version < 3 { text = text.flatMap { Array(String(Unicode.Scalar($0)).utf8) } }  // Latin-1
    return try NumpyLiteral(text)
  }

  /// Errors: `Unsound` also when the file is shorter than the array.
  init(_ source: any RandomAccess) throws {
    var reader = ByteReader(source, windowBytes: 512)
    let literal = try Self.literal(&reader)
    dataStart = reader.position
    guard case .members(let members) = literal, let description = members["descr"],
      case .bool(let isFortran)? = members["fortran_order"],
      case .items(let lengths)? = members["shape"], lengths.count <= TensorShape.dimensionsMax
    else { throw Unsound("its header lacks descr, fortran_order or shape") }
    self.isFortran = isFortran
    shape = try lengths.map {
      guard case .number(let length) = $0 else { throw Unsound("its shape is none") }
      return length
    }
    type = try NumpyStructure.type(description)
    guard !type.isObject, let size = type.byteCount else {
      byteCount = nil
      return
    }
    guard let count = TensorShape.product(shape) else { throw Unsound("its shape is too large") }
    let (bytes, isOver) = count.multipliedReportingOverflow(by: size)
    guard !isOver, bytes <= reader.remaining else { throw Unsound("its array ends too early") }
    byteCount = bytes
  }

  /// - Parameter offset: of the .npy file in the file that holds it; nil when it is compressed there.
  func tensor(named name: String, at offset: UInt64?) -> TensorInfo {
    var range: Range<UInt64>?
    if let offset, let byteCount {
      range = offset + dataStart..<offset + dataStart + byteCount
    }
    var tensor = TensorInfo(
      name: name, dtype: type.text, type: type.type, shape: shape, range: range)
    if isFortran, shape.count > 1 {
      tensor.strides = TensorShape.rowMajor(shape.reversed())?.reversed()
    }
    return tensor
  }
}
