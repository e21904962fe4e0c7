// What torch.save wrote before 1.6: five pickles (a number, a version, the writing system, the value,
// the keys of the storages), then each storage as a count and its bytes.

extension ModelFile {
  mutating func readLegacyTorch(_ source: any RandomAccess) throws {
    var reader = ByteReader(source)
    var machines: [(machine: PickleMachine, value: PickleValue)] = []
    for _ in 0..<5 {
      var machine = PickleMachine(reader)
      let value = try Self.follow(&machine, .pytorch)
      reader = machine.reader
      for global in machine.imports where !imports.contains(global) { imports.append(global) }
      machines.append((machine, value))
      // Anything else than torch's own number is a pickle with a name that says otherwise.
      if machines.count == 1, value != .opaque { return try readBarePickle(machines[0]) }
    }
    remarks.append("it has the layout of before torch 1.6, which nothing cuts along tensors")
    let (machine, root) = machines[3]
    let kinds = Self.storageKinds(machine.heap)
    var storages: [String: Range<UInt64>] = [:]
    let keys = machines[4].machine.heap
    for key in keys.elements(of: machines[4].value) ?? [] {
      guard let key = keys.text(of: key), let type = kinds[key] else { break }
      let (bytes, isOver) = try reader.integer(UInt64.self).multipliedReportingOverflow(
        by: UInt64(type.bitCount / 8))
      guard !isOver else { throw Unsound("a storage is too long") }
      let start = reader.position
      try reader.skip(bytes, "a storage")
      storages[key] = start..<reader.position
    }
    try addTorch(
      TorchTensors(heap: machine.heap, storages: storages, isBigEndian: false), root)
    sortByPlace()
  }

  private mutating func readBarePickle(
    _ only: (machine: PickleMachine, value: PickleValue)
  ) throws {
    remarks.append("it is a plain pickle, not what torch.save writes")
    try addArrays(only.machine.heap, only.value)
  }

  /// The element type of each storage, by its key.
  private static func storageKinds(_ heap: PickleHeap) -> [String: TensorType] {
    var kinds: [String: TensorType] = [:]
    for node in heap.nodes where node.kind == .persistent {
      guard let id = heap.elements(of: node.callee), id.count >= 5,
        let global = heap.global(of: id[1]), let key = heap.text(of: id[2])
      else { continue }
      kinds[key] = TorchType.type(of: global)
    }
    return kinds
  }
}
