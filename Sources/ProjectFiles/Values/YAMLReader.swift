import Objects
import Yams

/// Makes values of nodes, expanding aliases, as long as the budget lasts.
struct YAMLReader {
  /// For files that people write.
  static let budget = 4 << 20

  /// Bytes of text, and a few for each value, after aliases are expanded.
  private var budget: Int
  private var depth = 0

  init(budget: Int) { self.budget = budget }

  mutating func value(_ node: Node) throws(YAMLFault) -> JSONValue {
    try spend(16, at: node)
    if case .scalar(let scalar) = node {
      try spend(scalar.string.utf8.count, at: node)
      let value = YAMLScalar.value(scalar)
      // Digits that no double can hold are refused, as in JSON; infinity is a word.
      if case .number(let number) = value, number.isInfinite,
        scalar.string.utf8.contains(where: { (0x30...0x39).contains($0) })
      {
        throw YAMLFault("'\(scalar.string.prefix(64))' is out of range", at: node.mark)
      }
      return value
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= ValueFile.depthMax else {
      throw YAMLFault("it nests deeper than \(ValueFile.depthMax) levels", at: node.mark)
    }
    switch node {
    case .mapping(let mapping): return .object(try members(mapping))
    case .sequence(let sequence):
      var elements: [JSONValue] = []
      for element in sequence { elements.append(try value(element)) }
      return .array(elements)
    case .scalar, .alias: throw YAMLFault("an alias has no anchor", at: node.mark)
    }
  }

  /// Whether a key stands for the members of another map.
  static func isMerge(_ key: Node.Scalar) -> Bool { key.string == "<<" && key.style == .plain }

  private mutating func spend(_ bytes: Int, at node: Node) throws(YAMLFault) {
    budget -= bytes
    guard budget >= 0 else {
      throw YAMLFault("its aliases expand to too much", at: node.mark)
    }
  }

  private mutating func members(_ mapping: Node.Mapping) throws(YAMLFault) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    var merged: [String: JSONValue] = [:]
    for (key, node) in mapping {
      guard case .scalar(let name) = key else {
        throw YAMLFault("a key is a list or a map", at: key.mark)
      }
      try spend(name.string.utf8.count, at: key)
      if Self.isMerge(name) {
        for source in try mergeSources(node) { merged.merge(source) { first, _ in first } }
      } else if members.updateValue(try value(node), forKey: name.string) != nil {
        throw YAMLFault("key '\(name.string)' is there twice", at: key.mark)
      }
    }
    return members.merging(merged) { own, _ in own }
  }

  /// What `<<` takes in: a map, or a list of maps of which the first that has a key wins.
  private mutating func mergeSources(_ node: Node) throws(YAMLFault) -> [[String: JSONValue]] {
    let values: [JSONValue]
    switch try value(node) {
    case .array(let elements): values = elements
    case let single: values = [single]
    }
    var sources: [[String: JSONValue]] = []
    for case let source in values {
      guard let members = source.object else {
        throw YAMLFault("'<<' merges maps only", at: node.mark)
      }
      sources.append(members)
    }
    return sources
  }
}
