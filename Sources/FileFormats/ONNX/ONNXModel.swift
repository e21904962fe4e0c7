// ONNX files as models (onnx.proto3, ModelProto), and where they are cut. Messages are read where they
// lie: a file of gigabytes is never in memory.

extension ModelFile {
  /// An ONNX file: initializers, constants, and the tensors of nested graphs.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(onnx source: some RandomAccess) throws {
    self.init(format: .onnx)
    try Unsound.within(.onnx) { try readONNX(source) }
  }

  private mutating func readONNX(_ source: any RandomAccess) throws {
    var graphs: [(range: Range<UInt64>, isFunction: Bool)] = []
    var opsets: [String] = []
    var hasVersion = false
    var reader = ProtobufReader(source, 0..<source.byteCount)
    while let field = try reader.next() {
      switch field.number {
      case 1:
        hasVersion = field.number64 != nil
        metadata["ir_version"] = field.number64.map(String.init)
      case 2: metadata["producer_name"] = try source.protobufText(field.range, most: 1024)
      case 3: metadata["producer_version"] = try source.protobufText(field.range, most: 1024)
      case 4: metadata["domain"] = try source.protobufText(field.range, most: 1024)
      case 5: metadata["model_version"] = field.number64.map(String.init)
      case 7: if let range = field.range { graphs.append((range, false)) }
      case 8: if let range = field.range { opsets.append(try Self.opset(source, range)) }
      case 14:
        if metadata.count < 4096, let (key, value) = try ONNXTexts.pair(source, field.range) {
          metadata[key] = value
        }
      case 25: if let range = field.range { graphs.append((range, true)) }
      default: break
      }
      guard graphs.count + opsets.count <= 1 << 12 else { throw Unsound("it has too many parts") }
    }
    guard hasVersion, graphs.count(where: { !$0.isFunction }) == 1 else {
      throw Unsound("it has no version or not one graph")
    }
    metadata["opset"] = opsets.joined(separator: ", ")
    var graph = ONNXGraph(source)
    for (range, isFunction) in graphs {
      if !isFunction { try readPorts(source, range) }
      try graph.read(range, isFunction: isFunction)
    }
    tensors = graph.model.tensors
    sortByPlace()
    note(graph)
  }

  private static func opset(_ source: any RandomAccess, _ range: Range<UInt64>) throws -> String {
    var (domain, version) = ("", UInt64(0))
    var reader = ProtobufReader(source, range, windowBytes: 256)
    while let field = try reader.next() {
      if field.number == 1 { domain = try source.protobufText(field.range, most: 1024) ?? "" }
      if field.number == 2 { version = field.number64 ?? 0 }
    }
    return domain.isEmpty ? String(version) : "\(domain) \(version)"
  }

  private mutating func readPorts(_ source: any RandomAccess, _ range: Range<UInt64>) throws {
    var reader = ProtobufReader(source, range)
    while let field = try reader.next() {
      guard let range = field.range else { continue }
      switch field.number {
      case 2: metadata["graph"] = try source.protobufText(range, most: 1024)
      case 11: inputs.append(try ONNXPort.read(source, range))
      case 12: outputs.append(try ONNXPort.read(source, range))
      default: break
      }
      guard inputs.count + outputs.count <= 1 << 16 else { throw Unsound("it has too many ports") }
    }
  }

  private mutating func note(_ graph: ONNXGraph) {
    metadata["nodes"] = String(graph.nodeCount)
    var files: [String: Int] = [:]
    for tensor in tensors { if let file = tensor.externalFile { files[file, default: 0] += 1 } }
    for (file, count) in files.sorted(by: { $0.key < $1.key }).prefix(64) {
      let isInside = ShardIndex.isSafe(file)
      remarks.append("\(count) tensors are in \(file)\(isInside ? "" : ", outside of its folder")")
    }
    if graph.listCount > 0 {
      remarks.append("\(graph.listCount) tensors are lists of numbers or texts, not bytes")
    }
    if graph.sparseCount > 0 { remarks.append("\(graph.sparseCount) tensors are sparse") }
  }
}

extension TensorLayout {
  /// onnx-1: nil when the file is not ONNX, or is damaged. Throws only what the source throws.
  public init?(onnx source: some RandomAccess) throws {
    let model: ModelFile
    do { model = try ModelFile(onnx: source) } catch is UnreadableFormat { return nil }
    let spans = model.tensors.compactMap { tensor in
      tensor.range.map { TensorSpan(range: $0, type: tensor.type) }
    }
    self.init(headerEnd: 0, spans: spans, byteCount: source.byteCount)
  }
}
