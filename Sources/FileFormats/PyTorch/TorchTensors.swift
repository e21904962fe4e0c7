// The tensors in a pickle of torch (torch/_utils.py, torch/serialization.py): each is a call of one of
// the `_rebuild` functions with a storage, an offset into it, a shape and strides.

/// Makes tensors of what a pickle describes.
struct TorchTensors {
  let heap: PickleHeap
  /// Where each storage lies, by its key.
  let storages: [String: Range<UInt64>]
  /// The file was written on a big-endian machine.
  let isBigEndian: Bool

  /// A part of a storage.
  struct Storage {
    let key: String
    let global: PickleGlobal
  }

  /// The tensor that a value is, if it is one.
  func tensor(_ value: PickleValue, named name: String) -> TensorInfo? {
    var value = value
    for _ in 0..<8 {
      guard let node = heap.node(of: value, .object), var callee = heap.global(of: node.callee),
        var arguments = heap.elements(of: node.arguments)
      else { return nil }
      // A subclass hands on the function and its arguments.
      if callee.name.hasPrefix("_rebuild_from_type"), arguments.count >= 3,
        let inner = heap.global(of: arguments[0]), let handed = heap.elements(of: arguments[2])
      {
        (callee, arguments) = (inner, handed)
      }
      guard callee.module.hasPrefix("torch") else { return nil }
      if callee.name.hasPrefix("_rebuild_parameter") {
        guard let data = arguments.first else { return nil }
        value = data
        continue
      }
      switch callee.name {
      case "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_qtensor":
        return tensor(arguments, nil, named: name)
      case "_rebuild_tensor_v3":
        return tensor(arguments, arguments.count > 6 ? arguments[6] : nil, named: name)
      default: return nil
      }
    }
    return nil
  }

  /// - Parameter dtype: named apart from the storage, which then is of bytes.
  private func tensor(
    _ arguments: [PickleValue], _ dtype: PickleValue?, named name: String
  ) -> TensorInfo? {
    guard arguments.count >= 4, let storage = storage(arguments[0]),
      let offset = heap.int(of: arguments[1]), offset >= 0,
      let shape = heap.numbers(of: arguments[2]), let strides = heap.numbers(of: arguments[3]),
      shape.count == strides.count
    else { return nil }
    let global = dtype.flatMap(heap.global) ?? storage.global
    let type = TorchType.type(of: global)
    var tensor = TensorInfo(
      name: name, dtype: global.description, type: isBigEndian ? nil : type, shape: shape,
      range: nil)
    if !TensorShape.isRowMajor(shape, strides) { tensor.strides = strides }
    if let type, TensorShape.isDense(shape, strides) {
      tensor.range = range(in: storage, offset: UInt64(offset), shape: shape, type: type)
    }
    return tensor
  }

  private func range(
    in storage: Storage, offset: UInt64, shape: [UInt64], type: TensorType
  ) -> Range<UInt64>? {
    guard let place = storages[storage.key],
      let count = TensorShape.byteCount(shape, bitCount: type.bitCount)
    else { return nil }
    let (start, isOver) = offset.multipliedReportingOverflow(by: UInt64(type.bitCount / 8))
    let length = place.upperBound - place.lowerBound
    guard !isOver, start <= length, count <= length - start else { return nil }
    return place.lowerBound + start..<place.lowerBound + start + count
  }

  /// `('storage', torch.FloatStorage, key, location, count)`.
  func storage(_ value: PickleValue) -> Storage? {
    guard let node = heap.node(of: value, .persistent), let id = heap.elements(of: node.callee),
      id.count >= 5, heap.text(of: id[0]) == "storage", let global = heap.global(of: id[1]),
      let key = heap.text(of: id[2])
    else { return nil }
    return Storage(key: key, global: global)
  }
}
