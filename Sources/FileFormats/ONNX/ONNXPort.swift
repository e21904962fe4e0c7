/// What a graph takes and gives (onnx.proto3, ValueInfoProto and TypeProto).
enum ONNXPort {
  static func read(_ source: any RandomAccess, _ range: Range<UInt64>) throws -> ModelFile.Port {
    var name = ""
    var type: Range<UInt64>?
    var reader = ProtobufReader(source, range, windowBytes: 512)
    while let field = try reader.next() {
      if field.number == 1 { name = try source.protobufText(field.range, most: 4096) ?? "" }
      if field.number == 2 { type = field.range }
    }
    guard let type else { return ModelFile.Port(name: name, dtype: "?", shape: nil) }
    reader = ProtobufReader(source, type, windowBytes: 512)
    while let field = try reader.next() {
      if field.number == 1, let range = field.range {
        return try tensor(source, range, name)
      }
    }
    // Sequences, maps and optional values.
    return ModelFile.Port(name: name, dtype: "no tensor", shape: nil)
  }

  private static func tensor(
    _ source: any RandomAccess, _ range: Range<UInt64>, _ name: String
  ) throws -> ModelFile.Port {
    var dtype = ONNXType(0).name
    var shape: [String]?
    var reader = ProtobufReader(source, range, windowBytes: 512)
    while let field = try reader.next() {
      if field.number == 1, let code = field.number64 { dtype = ONNXType(code).name }
      if field.number == 2, let range = field.range { shape = try lengths(source, range) }
    }
    return ModelFile.Port(name: name, dtype: dtype, shape: shape)
  }

  private static func lengths(
    _ source: any RandomAccess, _ range: Range<UInt64>
  ) throws -> [String] {
    var lengths: [String] = []
    var reader = ProtobufReader(source, range, windowBytes: 512)
    while let field = try reader.next() {
      guard field.number == 1, let range = field.range else { continue }
      guard lengths.count < TensorShape.dimensionsMax else {
        throw Unsound("a shape has too many dimensions")
      }
      var text = "?"
      var dimension = ProtobufReader(source, range, windowBytes: 64)
      while let part = try dimension.next() {
        if part.number == 1, let length = part.number64 {
          text = String(Int64(bitPattern: length))
        } else if part.number == 2, let name = try source.protobufText(part.range, most: 256) {
          text = name
        }
      }
      lengths.append(text)
    }
    return lengths
  }
}
