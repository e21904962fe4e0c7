/// The layer that a tensor is in, by its name: everything up to the first component that is a number, as
/// in `model.layers.3.mlp.weight`, `encoder.layer.3.bias`, `blocks/3/w`.
struct LayerName: Hashable {
  /// The components before the number, with what divides them.
  var prefix: String
  var number: UInt32

  /// nil when the name has no such component.
  init?(of tensor: String) {
    let bytes = tensor.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let rest = bytes[start...]
      let end =
        rest.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") } ?? rest.endIndex
      if let number = Self.number(bytes[start..<end]) {
        prefix = String(tensor[..<start])
        self.number = number
        return
      }
      start = end == bytes.endIndex ? end : bytes.index(after: end)
    }
    return nil
  }

  private static func number(_ digits: Substring.UTF8View) -> UInt32? {
    guard (1...6).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return UInt32(Substring(digits))
  }

  /// The name with every component that is a number as `*`.
  static func pattern(of tensor: String) -> String {
    var pattern = ""
    var component = Substring()
    for character in tensor.unicodeScalars {
      guard character == "." || character == "/" else {
        component.unicodeScalars.append(character)
        continue
      }
      pattern += number(component.utf8) == nil ? component : "*"
      pattern.unicodeScalars.append(character)
      component = ""
    }
    return pattern + (number(component.utf8) == nil ? component : "*")
  }
}

/// The layers of both versions of a model.
struct LayerNames {
  private(set) var all: [LayerName] = []
  private var places: [LayerName: Int] = [:]

  /// The layers of tensors, in the order in which they come.
  init(_ names: some Sequence<String>) {
    for name in names {
      guard let layer = LayerName(of: name), places[layer] == nil else { continue }
      places[layer] = all.count
      all.append(layer)
    }
  }

  /// Those of some tensors, in the order of all.
  func containing(_ names: some Sequence<String>) -> [LayerName] {
    let found = Set(names.compactMap { LayerName(of: $0) })
    return found.sorted { places[$0, default: 0] < places[$1, default: 0] }
  }

  /// Layers as people call them: without the components that all layers begin with, but for the last.
  func titles(_ layers: [LayerName]) -> [String] {
    let cut = sharedComponents
    return layers.map { Self.short($0.prefix, without: cut) + String($0.number) }
  }

  /// The same with runs of three or more as `layers.4 to layers.7`; at most `max` of them.
  func summary(_ layers: [LayerName], max: Int) -> String {
    let cut = sharedComponents
    var runs: [(first: LayerName, last: LayerName)] = []
    for layer in layers {
      if let last = runs.last?.last, last.prefix == layer.prefix, last.number + 1 == layer.number {
        runs[runs.count - 1].last = layer
      } else {
        runs.append((layer, layer))
      }
    }
    func title(_ layer: LayerName) -> String {
      Self.short(layer.prefix, without: cut) + String(layer.number)
    }
    var texts: [String] = []
    for run in runs {
      switch run.last.number - run.first.number {
      case 0: texts.append(title(run.first))
      case 1: texts += [title(run.first), title(run.last)]
      default: texts.append("\(title(run.first)) to \(title(run.last))")
      }
    }
    let more = texts.count - max
    return texts.prefix(max).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  /// How many components all layers begin with, less the last of the shortest.
  private var sharedComponents: Int {
    let prefixes = Set(all.map(\.prefix)).map { Self.components($0) }
    guard let first = prefixes.first else { return 0 }
    let least = prefixes.map(\.count).min() ?? 0
    var shared = 0
    while shared < least - 1, prefixes.allSatisfy({ $0[shared] == first[shared] }) { shared += 1 }
    return shared
  }

  /// Each with the mark behind it.
  private static func components(_ prefix: String) -> [Substring] {
    var components: [Substring] = []
    var start = prefix.startIndex
    for index in prefix.indices where prefix[index] == "." || prefix[index] == "/" {
      let next = prefix.index(after: index)
      components.append(prefix[start..<next])
      start = next
    }
    return start < prefix.endIndex ? components + [prefix[start...]] : components
  }

  private static func short(_ prefix: String, without count: Int) -> String {
    components(prefix).dropFirst(count).joined()
  }
}
