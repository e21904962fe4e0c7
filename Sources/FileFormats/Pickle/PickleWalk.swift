// Finding the tensors in what a pickle describes. Each container is opened once, so values that contain
// themselves, or each other many times over, cost no more than their number.

/// Names tensors by the way to them.
struct PickleWalk {
  private let heap: PickleHeap
  private var waiting: [(name: String, value: PickleValue)] = []
  private var opened: Set<Int> = []
  /// Containers that were not opened, for their names became too long.
  private(set) var skipped = 0

  /// Of one name; a longer one belongs to something that is nested too deep.
  static let nameBytesMax = 1024
  /// Of all names that are made on the way.
  static let allNameBytesMax = 128 << 20
  private var nameBytes = 0

  /// Dictionaries that are no part of a name: they hold the parts of a module of torch.
  private static let silent: Set = ["_parameters", "_buffers", "_modules"]

  init(_ heap: PickleHeap, _ root: PickleValue, name: String = "") {
    self.heap = heap
    waiting = [(name, root)]
  }

  /// Visits every value that is made of others, in the order in which they are written.
  ///
  /// - Parameter take: whether it took the value, whose parts are then left alone.
  mutating func run(_ take: (_ name: String, _ value: PickleValue) throws -> Bool) throws {
    while let (name, value) = waiting.popLast() {
      guard case .node(let index) = value, try !take(name, value) else { continue }
      guard opened.insert(index).inserted else { continue }
      guard name.utf8.count <= Self.nameBytesMax else {
        skipped += 1
        continue
      }
      let parts = parts(of: heap.nodes[index], name)
      waiting.append(contentsOf: parts.reversed())
      nameBytes += parts.count * (name.utf8.count + 16)
      guard nameBytes <= Self.allNameBytesMax else {
        throw Unsound("its values have too many names")
      }
    }
  }

  private func parts(
    of node: PickleNode, _ name: String
  ) -> [(name: String, value: PickleValue)] {
    switch node.kind {
    case .dict: return pairs(node.elements, name)
    case .list, .tuple, .set: return indexed(node.elements, name)
    case .persistent: return []
    case .object:
      let isOrdered = heap.global(of: node.callee) == PickleGlobal("collections", "OrderedDict")
      if isOrdered { return pairs(node.elements, name) }
      var parts = indexed(heap.elements(of: node.arguments) ?? [], name)
      let isDictionary = node.elements.count % 2 == 0
      parts += isDictionary ? pairs(node.elements, name) : indexed(node.elements, name)
      // A state is a dictionary, or a tuple of two where a class has slots.
      parts.append((name, node.state))
      return parts
    }
  }

  private func pairs(
    _ elements: [PickleValue], _ name: String
  ) -> [(name: String, value: PickleValue)] {
    var parts: [(name: String, value: PickleValue)] = []
    for index in stride(from: 0, to: elements.count - 1, by: 2) {
      guard case .node = elements[index + 1] else { continue }
      let key = heap.text(of: elements[index]) ?? heap.int(of: elements[index]).map(String.init)
      let isSilent = key.map(Self.silent.contains) ?? false
      parts.append((isSilent ? name : Self.join(name, key ?? "?"), elements[index + 1]))
    }
    return parts
  }

  private func indexed(
    _ elements: [PickleValue], _ name: String
  ) -> [(name: String, value: PickleValue)] {
    elements.enumerated().compactMap { index, value in
      guard case .node = value else { return nil }
      return (Self.join(name, String(index)), value)
    }
  }

  private static func join(_ name: String, _ part: String) -> String {
    name.isEmpty ? part : "\(name).\(part)"
  }
}
