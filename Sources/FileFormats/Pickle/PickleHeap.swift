// What a pickle describes, as data. Values refer to each other by number, so that a value can contain
// itself, and freeing a deep one takes no deep recursion.

/// A value on the stack, in the memo, or in another value.
enum PickleValue: Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  case float(Double)
  /// In `texts`.
  case text(Int)
  /// In `runs`: bytes, or a text too long to be kept.
  case bytes(Int)
  /// In `globals`.
  case global(Int)
  /// In `nodes`.
  case node(Int)
  /// Something that plays no part: a number beyond 64 bits, a buffer out of band.
  case opaque
}

/// A value that is made of others.
struct PickleNode {
  enum Kind { case tuple, list, dict, set, object, persistent }

  let kind: Kind
  /// What was called, or the class, or the persistent id.
  var callee: PickleValue = .null
  var arguments: PickleValue = .null
  /// What BUILD was given last.
  var state: PickleValue = .null
  /// Elements; of a dictionary keys and values in turn. An object has those that were put into it.
  var elements: [PickleValue] = []
}

/// All values of one pickle.
struct PickleHeap {
  private(set) var texts: [String] = []
  private(set) var runs: [Range<UInt64>] = []
  private(set) var globals: [PickleGlobal] = []
  private(set) var nodes: [PickleNode] = []
  private var textBytes = 0

  static let nodesMax = 1 << 20
  static let textBytesMax = 64 << 20

  mutating func text(_ text: String) throws -> PickleValue {
    textBytes += text.utf8.count
    guard textBytes <= Self.textBytesMax else { throw PickleLimit("its texts are too long") }
    texts.append(text)
    return .text(texts.count - 1)
  }

  mutating func run(_ range: Range<UInt64>) -> PickleValue {
    runs.append(range)
    return .bytes(runs.count - 1)
  }

  mutating func global(_ global: PickleGlobal) -> PickleValue {
    globals.append(global)
    return .global(globals.count - 1)
  }

  mutating func node(_ node: PickleNode) throws -> PickleValue {
    guard nodes.count < Self.nodesMax else { throw PickleLimit("it has too many values") }
    nodes.append(node)
    return .node(nodes.count - 1)
  }

  /// Changes a value that is made of others; nothing happens to others.
  mutating func change(_ value: PickleValue?, _ body: (inout PickleNode) -> Void) {
    if case .node(let index)? = value { body(&nodes[index]) }
  }

  func text(of value: PickleValue?) -> String? {
    if case .text(let index)? = value { texts[index] } else { nil }
  }

  func node(of value: PickleValue?, _ kind: PickleNode.Kind? = nil) -> PickleNode? {
    guard case .node(let index)? = value, kind == nil || nodes[index].kind == kind else {
      return nil
    }
    return nodes[index]
  }

  func global(of value: PickleValue?) -> PickleGlobal? {
    if case .global(let index)? = value { globals[index] } else { nil }
  }

  func run(of value: PickleValue?) -> Range<UInt64>? {
    if case .bytes(let index)? = value { runs[index] } else { nil }
  }

  func int(of value: PickleValue?) -> Int64? {
    if case .int(let number)? = value { number } else { nil }
  }

  /// The elements of a tuple, or of a list.
  func elements(of value: PickleValue?) -> [PickleValue]? {
    guard let node = node(of: value), node.kind == .tuple || node.kind == .list else { return nil }
    return node.elements
  }

  /// The whole numbers of a tuple, none negative; `torch.Size` is called with one.
  func numbers(of value: PickleValue?) -> [UInt64]? {
    var value = value
    if let object = node(of: value, .object) { value = elements(of: object.arguments)?.first }
    guard let elements = elements(of: value), elements.count <= TensorShape.dimensionsMax else {
      return nil
    }
    var numbers: [UInt64] = []
    for element in elements {
      guard let number = int(of: element), number >= 0 else { return nil }
      numbers.append(UInt64(number))
    }
    return numbers
  }

  /// The value of a key in a dictionary.
  func member(_ key: String, of value: PickleValue?) -> PickleValue? {
    guard let node = node(of: value, .dict) else { return nil }
    for index in stride(from: 0, to: node.elements.count - 1, by: 2)
    where text(of: node.elements[index]) == key { return node.elements[index + 1] }
    return nil
  }
}

/// A pickle that is too large to be followed to its end. It is not called damaged: it may be loaded.
struct PickleLimit: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
