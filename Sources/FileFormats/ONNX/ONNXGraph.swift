// onnx.proto3: tensors are in the initializers of a graph, and in attributes of its nodes: constants, and
// the graphs of branches and loops. Messages wait in a list, so nesting costs no stack.

/// Finds every tensor of a graph.
struct ONNXGraph {
  private enum Message { case graph, node, function, attribute, sparse }

  private let source: any RandomAccess
  private var waiting: [(kind: Message, range: Range<UInt64>, name: String, depth: Int)] = []
  private var messages = 0
  /// Holds the tensors.
  private(set) var model = ModelFile(format: .onnx)
  private(set) var sparseCount = 0
  private(set) var listCount = 0
  private(set) var nodeCount = 0

  private static let messagesMax = 1 << 20
  private static let depthMax = 32

  init(_ source: any RandomAccess) { self.source = source }

  /// Everything in the graph or function at this range.
  mutating func read(_ range: Range<UInt64>, isFunction: Bool = false) throws {
    try add(isFunction ? .function : .graph, range, "", 0)
    while let message = waiting.popLast() {
      switch message.kind {
      case .graph: try graph(message.range, message.name, message.depth)
      case .function: try nodes(of: message.range, field: 7, message.name, message.depth)
      case .node: try node(message.range, message.name, message.depth)
      case .attribute: try attribute(message.range, message.name, message.depth)
      case .sparse: sparseCount += 1
      }
    }
  }

  private mutating func add(
    _ kind: Message, _ range: Range<UInt64>, _ name: String, _ depth: Int
  ) throws {
    messages += 1
    guard messages <= Self.messagesMax else { throw Unsound("it has too many nodes") }
    guard depth <= Self.depthMax, name.utf8.count <= 4096 else {
      throw Unsound("its graphs are nested too deep")
    }
    waiting.append((kind, range, name, depth))
  }

  private mutating func graph(_ range: Range<UInt64>, _ name: String, _ depth: Int) throws {
    var reader = ProtobufReader(source, range)
    while let field = try reader.next() {
      guard let range = field.range else { continue }
      switch field.number {
      case 1: try add(.node, range, name, depth)
      case 5: try tensor(range, in: name)
      case 15: try add(.sparse, range, name, depth)
      default: break
      }
    }
  }

  private mutating func nodes(
    of range: Range<UInt64>, field number: UInt32, _ name: String, _ depth: Int
  ) throws {
    var reader = ProtobufReader(source, range)
    while let field = try reader.next() {
      if field.number == number, let range = field.range { try add(.node, range, name, depth) }
    }
  }

  /// A node's constants have the name of what the node gives.
  private mutating func node(_ range: Range<UInt64>, _ parent: String, _ depth: Int) throws {
    nodeCount += 1
    var output: String?
    var attributes: [Range<UInt64>] = []
    var reader = ProtobufReader(source, range, windowBytes: 512)
    while let field = try reader.next() {
      if field.number == 2, output == nil {
        output = try source.protobufText(field.range, most: 1024)
      }
      if field.number == 5, let range = field.range { attributes.append(range) }
    }
    let name = join(parent, output ?? "")
    for attribute in attributes { try add(.attribute, attribute, name, depth) }
  }

  private mutating func attribute(
    _ range: Range<UInt64>, _ name: String, _ depth: Int
  ) throws {
    var reader = ProtobufReader(source, range, windowBytes: 512)
    while let field = try reader.next() {
      guard let range = field.range else { continue }
      switch field.number {
      case 5, 10: try tensor(range, named: name)
      case 6, 11: try add(.graph, range, name, depth + 1)
      case 22, 23: sparseCount += 1
      default: break
      }
    }
  }

  /// - Parameter named: used where the message has no name of its own.
  private mutating func tensor(
    _ range: Range<UInt64>, in parent: String = "", named: String? = nil
  ) throws {
    let tensor = try ONNXTensor(source, range)
    if tensor.hasList { listCount += 1 }
    let own = named.map { $0.isEmpty ? tensor.name : $0 } ?? join(parent, tensor.name)
    try model.append(try tensor.tensor(named: own))
  }

  private func join(_ parent: String, _ name: String) -> String {
    parent.isEmpty ? name : "\(parent)/\(name)"
  }
}
