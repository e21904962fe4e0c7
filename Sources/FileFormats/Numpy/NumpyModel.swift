// Arrays of NumPy as models: .npy is one array, .npz a zip archive of them.

extension ModelFile {
  /// A .npy file: one tensor with an empty name.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(npy source: some RandomAccess) throws {
    self.init(format: .npy)
    try Unsound.within(.npy) {
      let header = try NumpyHeader(source)
      try append(header.tensor(named: "", at: 0))
      noteObjects(header, "")
      if let bytes = header.byteCount, header.dataStart + bytes < source.byteCount {
        remarks.append("\(source.byteCount - header.dataStart - bytes) bytes follow the array")
      }
    }
  }

  /// An archive of .npy files, stored or compressed: a tensor for each, named as NumPy names it.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(npz source: some RandomAccess, inflate: Inflate? = nil) throws {
    self.init(format: .npz)
    try Unsound.within(.npz) {
      var others = 0
      for member in try ZipDirectory(source).members {
        guard member.name.hasSuffix(".npy") else {
          others += 1
          continue
        }
        try append(member, in: source, inflate)
      }
      if others > 0 { remarks.append("\(others) members are no arrays") }
    }
  }

  /// A compressed member is expanded whole to see its header: up to this length.
  private static let expandedBytesMax = 64 << 20

  private mutating func append(
    _ member: ZipMember, in source: any RandomAccess, _ inflate: Inflate?
  ) throws {
    let name = String(member.name.dropLast(4))
    guard member.isStored || (inflate != nil && member.byteCount <= UInt64(Self.expandedBytesMax))
    else {
      remarks.append("\(name) is compressed and was not read")
      return
    }
    let content = try member.content(in: source, most: Self.expandedBytesMax, inflate: inflate)
    let header = try NumpyHeader(content)
    try append(header.tensor(named: name, at: member.isStored ? member.range.lowerBound : nil))
    noteObjects(header, name)
  }

  private mutating func noteObjects(_ header: NumpyHeader, _ name: String) {
    guard header.type.isObject else { return }
    remarks.append("\(name.isEmpty ? "the array" : name) holds Python objects: it is a pickle")
  }
}
