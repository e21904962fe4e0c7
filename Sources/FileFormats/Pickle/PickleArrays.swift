// NumPy arrays as pickles describe them: with `_reconstruct` and a state (NumPy's own `__reduce__`), with
// `_frombuffer` (protocol 5), or as joblib does, whose arrays lie in the file behind their description.

/// A NumPy array in a pickle.
struct PickledArray {
  let type: NumpyType
  let shape: [UInt64]
  /// In column-major order.
  let isFortran: Bool
  /// nil when the elements are not in the file as plain bytes.
  let range: Range<UInt64>?

  /// - Parameter name: what the array is reached by.
  func tensor(named name: String) -> TensorInfo {
    var tensor = TensorInfo(
      name: name, dtype: type.text, type: type.type, shape: shape, range: range)
    if isFortran, shape.count > 1 {
      tensor.strides = TensorShape.rowMajor(shape.reversed())?.reversed()
    }
    return tensor
  }
}

extension PickleHeap {
  /// The array that a value is, if it is one.
  func array(_ value: PickleValue) -> PickledArray? {
    guard let node = node(of: value, .object), let callee = global(of: node.callee) else {
      return nil
    }
    switch callee.name {
    case "_reconstruct" where callee.module.hasSuffix("core.multiarray"):
      guard let state = elements(of: node.state), state.count >= 5 else { return nil }
      return array(
        shape: state[1], type: state[2], isFortran: state[3] == .bool(true), bytes: state[4])
    case "_frombuffer" where callee.module.hasSuffix("core.numeric"):
      guard let arguments = elements(of: node.arguments), arguments.count >= 4 else { return nil }
      return array(
        shape: arguments[2], type: arguments[1], isFortran: text(of: arguments[3]) == "F",
        bytes: arguments[0])
    case "NumpyArrayWrapper" where callee.module.hasPrefix("joblib."):
      return array(
        shape: member("shape", of: node.state) ?? .null,
        type: member("dtype", of: node.state) ?? .null,
        isFortran: text(of: member("order", of: node.state)) == "F", bytes: node.arguments)
    default: return nil
    }
  }

  private func array(
    shape: PickleValue, type: PickleValue, isFortran: Bool, bytes: PickleValue
  ) -> PickledArray? {
    guard let shape = numbers(of: shape), let type = numpyType(type) else { return nil }
    var range = run(of: bytes)
    if let found = range, let size = type.byteCount, !type.isObject {
      let expected = TensorShape.product(shape)?.multipliedReportingOverflow(by: size)
      let isRight = expected.map { !$0.overflow && $0.partialValue == UInt64(found.count) } == true
      if !isRight { range = nil }
    } else {
      range = nil
    }
    return PickledArray(type: type, shape: shape, isFortran: isFortran, range: range)
  }

  /// `numpy.dtype('f8', False, True)` with a state that begins with a version and a byte order.
  func numpyType(_ value: PickleValue) -> NumpyType? {
    guard let node = node(of: value, .object), let callee = global(of: node.callee),
      callee.name == "dtype", callee.module.hasPrefix("numpy"),
      let name = text(of: elements(of: node.arguments)?.first)
    else { return nil }
    let state = elements(of: node.state) ?? []
    let order = state.count > 1 ? text(of: state[1]) ?? "" : ""
    return NumpyType((order == "|" || order.count == 1 ? order : "") + name)
  }
}

extension PickleMachine {
  /// Steps over the bytes that joblib writes behind the description of an array, and notes their place.
  mutating func skipJoblibArray() throws {
    guard let value = stack.last, let node = heap.node(of: value, .object),
      let callee = heap.global(of: node.callee), callee.name == "NumpyArrayWrapper",
      callee.module.hasPrefix("joblib.")
    else { return }
    guard let type = heap.numpyType(heap.member("dtype", of: node.state) ?? .null),
      let shape = heap.numbers(of: heap.member("shape", of: node.state) ?? .null)
    else { throw Unsound("an array of joblib has no type or no shape") }
    try leaveFrame()
    if type.isObject { return try followInner() }
    guard let size = type.byteCount,
      let (bytes, isOver) = TensorShape.product(shape)?.multipliedReportingOverflow(by: size),
      !isOver
    else { throw Unsound("an array of joblib has an unknown length") }
    if heap.int(of: heap.member("numpy_array_alignment_bytes", of: node.state)) != nil {
      try reader.skip(UInt64(try reader.byte()), "padding")
    }
    let start = reader.position
    try reader.skip(bytes, "an array")
    let run = heap.run(start..<reader.position)
    heap.change(value) { $0.arguments = run }
  }
}
