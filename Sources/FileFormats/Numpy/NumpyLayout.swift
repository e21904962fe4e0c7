// npy-1: the array of a .npy file, or the arrays of the stored members of a .npz file. Cut points depend
// on where headers end and members lie.

extension TensorLayout {
  /// nil when the file is not .npy, or its header is damaged. The span reaches to the end of the file.
  /// Throws only what the source throws.
  public init?(npy source: some RandomAccess) throws {
    guard let header = try Unsound.ignored({ try NumpyHeader(source) }) else { return nil }
    let span = TensorSpan(range: header.dataStart..<source.byteCount, type: header.type.type)
    self.init(headerEnd: header.dataStart, spans: [span], byteCount: source.byteCount)
  }

  /// nil when the archive is damaged or holds no stored .npy file.
  init?(npz directory: ZipDirectory, in source: any RandomAccess) throws {
    var spans: [TensorSpan] = []
    for member in directory.members where member.isStored && member.name.hasSuffix(".npy") {
      let content = SourceSlice(source, member.range)
      guard let header = try Unsound.ignored({ try NumpyHeader(content) }) else { continue }
      let start = member.range.lowerBound + header.dataStart
      spans.append(TensorSpan(range: start..<member.range.upperBound, type: header.type.type))
    }
    guard !spans.isEmpty else { return nil }
    self.init(headerEnd: 0, spans: spans, byteCount: source.byteCount)
  }
}
