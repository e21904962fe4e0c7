// Models that are pickles: of scikit-learn, joblib, and whatever else Python's pickle wrote.

extension ModelFile {
  /// A pickle as a model: its NumPy arrays, its class, the library versions that it names, and what it
  /// would import. Nothing is imported or called.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(pickle source: some RandomAccess) throws {
    self.init(format: .pickle)
    if let packing = try PicklePacking.name(of: source) {
      remarks.append("it is compressed by \(packing): what it holds is not read")
      return
    }
    var machine = PickleMachine(ByteReader(source))
    let root = try Self.follow(&machine, .pickle)
    imports = machine.imports
    metadata["protocol"] = String(machine.protocolVersion)
    metadata["class"] = Self.className(root, machine.heap)
    addVersions(machine.heap)
    try Unsound.within(.pickle) { try addArrays(machine.heap, root) }
    if !machine.reader.isAtEnd { remarks.append("bytes follow the pickle") }
  }

  /// Runs the machine; a pickle that is too large to follow is unreadable here.
  static func follow(_ machine: inout PickleMachine, _ format: FileFormat) throws -> PickleValue {
    do {
      return try machine.run()
    } catch let problem as Unsound {
      throw UnreadableFormat(format, problem.reason)
    } catch let limit as PickleLimit {
      throw UnreadableFormat(format, limit.reason)
    }
  }

  /// The class of an object; protocols before 2 hand it to a function of `copyreg`.
  static func className(_ value: PickleValue, _ heap: PickleHeap) -> String? {
    guard let node = heap.node(of: value, .object), let callee = heap.global(of: node.callee)
    else { return nil }
    if callee.module.hasPrefix("copy"), let first = heap.elements(of: node.arguments)?.first,
      let global = heap.global(of: first)
    {
      return global.description
    }
    return callee.description
  }

  /// `_sklearn_version` and its like, wherever a state has one.
  private mutating func addVersions(_ heap: PickleHeap) {
    for node in heap.nodes where node.kind == .dict {
      for index in stride(from: 0, to: node.elements.count - 1, by: 2) {
        guard let key = heap.text(of: node.elements[index]), key.hasPrefix("_"),
          key.hasSuffix("_version"), key.utf8.count < 64,
          let version = heap.text(of: node.elements[index + 1]), version.utf8.count < 64
        else { continue }
        let name = String(key.dropFirst())
        if let known = metadata[name], known != version {
          remarks.append("\(name) is \(known) and \(version)")
        } else {
          metadata[name] = version
        }
        if metadata.count > 64 || remarks.count > 64 { return }
      }
    }
  }

  /// Every NumPy array that the root reaches.
  mutating func addArrays(_ heap: PickleHeap, _ root: PickleValue) throws {
    var walk = PickleWalk(heap, root)
    try walk.run { name, value in
      guard let array = heap.array(value) else { return false }
      try append(array.tensor(named: name))
      return true
    }
    if walk.skipped > 0 { remarks.append("\(walk.skipped) values are nested too deep") }
  }
}
