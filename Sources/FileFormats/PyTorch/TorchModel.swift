// Files of torch as models: names and places of tensors, and what loading them would import.

extension ModelFile {
  /// A file that torch wrote: an archive, or a file of before 1.6.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(pytorch source: some RandomAccess, inflate: Inflate? = nil) throws {
    self.init(format: .pytorch)
    let head = try source.read(at: 0, count: Int(min(source.byteCount, 4)))
    try Unsound.within(.pytorch) {
      guard head.starts(with: [0x50, 0x4B]) else { return try readLegacyTorch(source) }
      try read(try ZipDirectory(source as any RandomAccess), in: source, inflate)
    }
  }

  /// An archive whose directory was read already.
  init(torch directory: ZipDirectory, in source: any RandomAccess) throws {
    self.init(format: .pytorch)
    try Unsound.within(.pytorch) { try read(directory, in: source, nil) }
  }

  private mutating func read(
    _ directory: ZipDirectory, in source: any RandomAccess, _ inflate: Inflate?
  ) throws {
    guard let archive = try TorchArchive(directory, in: source, inflate: inflate) else {
      throw Unsound("the archive has no data.pkl")
    }
    try read(archive)
  }

  private mutating func read(_ archive: TorchArchive) throws {
    metadata["version"] = try archive.text("version")
    metadata["byteorder"] = try archive.text("byteorder")
    try readPickle("data.pkl", storages: "data/", prefix: "", archive)
    if archive.members["constants.pkl"] != nil {
      try readPickle("constants.pkl", storages: "constants/", prefix: "constants", archive)
    }
    let code = archive.members.keys.count { $0.hasPrefix("code/") && $0.hasSuffix(".py") }
    if code > 0 { remarks.append("it is TorchScript, with \(code) files of code") }
    sortByPlace()
  }

  private mutating func readPickle(
    _ name: String, storages folder: String, prefix: String, _ archive: TorchArchive
  ) throws {
    guard let content = try archive.content(name) else { return }
    var machine = PickleMachine(ByteReader(content))
    let root = try Self.follow(&machine, .pytorch)
    for global in machine.imports where !imports.contains(global) { imports.append(global) }
    let found = TorchTensors(
      heap: machine.heap, storages: archive.storages(in: folder),
      isBigEndian: metadata["byteorder"] == "big")
    try addTorch(found, root, prefix: prefix)
  }

  /// Every tensor, and every NumPy array, that the root reaches.
  mutating func addTorch(_ found: TorchTensors, _ root: PickleValue, prefix: String = "") throws {
    let heap = found.heap
    var opaque = 0
    var walk = PickleWalk(heap, root, name: prefix)
    try walk.run { name, value in
      if let tensor = found.tensor(value, named: name) {
        try append(tensor)
      } else if let array = heap.array(value) {
        // Its bytes are inside of a pickle that may be compressed.
        var tensor = array.tensor(named: name)
        tensor.range = nil
        try append(tensor)
      } else {
        if let callee = heap.node(of: value, .object).flatMap({ heap.global(of: $0.callee) }),
          callee.module == "torch._utils", callee.name.hasPrefix("_rebuild_")
        {
          opaque += 1
        }
        return false
      }
      return true
    }
    if opaque > 0 {
      remarks.append("\(opaque) tensors are of kinds that are not read: sparse, meta or wrapped")
    }
    if walk.skipped > 0 { remarks.append("\(walk.skipped) values are nested too deep") }
  }

  /// In the order of their bytes; those without a place stay where they are, at the end.
  mutating func sortByPlace() {
    let order = tensors.enumerated().sorted { first, second in
      let a = first.element.range?.lowerBound ?? .max
      let b = second.element.range?.lowerBound ?? .max
      return (a, first.offset) < (b, second.offset)
    }
    tensors = order.map(\.element)
  }
}
