// onnx.proto3, TensorProto.

/// A tensor in a graph, as its message describes it.
struct ONNXTensor {
  var name = ""
  var shape: [UInt64] = []
  var dataType: UInt64 = 0
  /// The elements as they are in memory: `raw_data`, or packed floats and doubles.
  var range: Range<UInt64>?
  /// Elements are in one of the lists of varints, or of texts.
  var hasList = false
  /// `data_location` says that the elements are in another file.
  var isExternal = false
  var external: [String: String] = [:]

  /// The message in this range.
  init(_ source: any RandomAccess, _ range: Range<UInt64>) throws {
    var reader = ProtobufReader(source, range)
    while let field = try reader.next() {
      switch field.number {
      case 1: try addLengths(field, source)
      case 2: dataType = field.number64 ?? 0
      case 4 where dataType == 1, 10 where dataType == 11: addPacked(field.range)
      case 4, 5, 6, 7, 10, 11: hasList = true
      case 8: name = try source.protobufText(field.range, most: 4096) ?? ""
      case 9: self.range = field.range
      case 13: try addExternal(source, field.range)
      case 14: isExternal = field.number64 == 1
      default: break
      }
    }
  }

  private mutating func addLengths(_ field: ProtobufField, _ source: any RandomAccess) throws {
    if let length = field.number64 { try add(length) }
    guard let range = field.range else { return }
    var reader = ProtobufReader(source, range, windowBytes: 256)
    while !reader.isAtEnd { try add(try reader.varint()) }
  }

  private mutating func add(_ length: UInt64) throws {
    guard shape.count < TensorShape.dimensionsMax, Int64(bitPattern: length) >= 0 else {
      throw Unsound("the shape of a tensor is none")
    }
    shape.append(length)
  }

  /// Packed floats are their own bytes; in more than one piece they are not one range.
  private mutating func addPacked(_ packed: Range<UInt64>?) {
    if range == nil, !hasList, let packed { range = packed } else { (range, hasList) = (nil, true) }
  }

  private mutating func addExternal(
    _ source: any RandomAccess, _ range: Range<UInt64>?
  ) throws {
    guard let (key, value) = try ONNXTexts.pair(source, range) else { return }
    guard external.count < 16 else { throw Unsound("a tensor lies in too many places") }
    external[key] = value
  }

  /// As the common value; nil where the bytes are fewer or more than type and shape say.
  func tensor(named name: String) throws -> TensorInfo {
    let known = ONNXType(dataType)
    var tensor = TensorInfo(
      name: name, dtype: known.name, type: known.type, shape: shape, range: nil)
    if isExternal {
      tensor.externalFile = external["location"] ?? ""
      let start = external["offset"].map { UInt64($0) } ?? 0
      let count = external["length"].map { UInt64($0) } ?? tensor.elementBytes
      if let start, let count, !start.addingReportingOverflow(count).overflow {
        tensor.externalRange = start..<start + count
      }
      return tensor
    }
    guard let range else { return tensor }
    if known.type != nil, tensor.elementBytes != range.upperBound - range.lowerBound {
      throw Unsound("\(name) has another length than its shape says")
    }
    tensor.range = range
    return tensor
  }
}

/// The element types of onnx.proto3, TensorProto.DataType.
struct ONNXType {
  let name: String
  let type: TensorType?

  init(_ code: UInt64) {
    let row = Self.table.first { $0.0 == code }
    name = row?.1 ?? "type \(code)"
    type = row?.2
  }

  private static let table: [(UInt64, String, TensorType?)] = [
    (1, "FLOAT", .f32), (2, "UINT8", .u8), (3, "INT8", .i8), (4, "UINT16", .u16),
    (5, "INT16", .i16), (6, "INT32", .i32), (7, "INT64", .i64), (8, "STRING", nil),
    (9, "BOOL", .bool), (10, "FLOAT16", .f16), (11, "DOUBLE", .f64), (12, "UINT32", .u32),
    (13, "UINT64", .u64), (14, "COMPLEX64", .c64), (15, "COMPLEX128", nil),
    (16, "BFLOAT16", .bf16), (17, "FLOAT8E4M3FN", .f8e4m3), (18, "FLOAT8E4M3FNUZ", nil),
    (19, "FLOAT8E5M2", .f8e5m2), (20, "FLOAT8E5M2FNUZ", nil), (21, "UINT4", nil),
    (22, "INT4", nil), (23, "FLOAT4E2M1", nil), (24, "FLOAT8E8M0", .f8e8m0),
  ]
}

/// Messages of two texts.
enum ONNXTexts {
  /// A StringStringEntryProto.
  static func pair(
    _ source: any RandomAccess, _ range: Range<UInt64>?
  ) throws -> (key: String, value: String)? {
    guard let range else { return nil }
    var (key, value) = ("", "")
    var reader = ProtobufReader(source, range, windowBytes: 256)
    while let field = try reader.next() {
      if field.number == 1 { key = try source.protobufText(field.range, most: 4096) ?? "" }
      if field.number == 2 { value = try source.protobufText(field.range) ?? "" }
    }
    return (key, value)
  }
}
