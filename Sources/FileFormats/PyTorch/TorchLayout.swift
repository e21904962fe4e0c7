// pt-1: each stored storage of an archive of torch. Cut points depend on the zip directory alone; the
// pickle says only of which type the numbers are.

extension TensorLayout {
  /// pt-1 or npy-1 of an archive: nil when it is damaged or neither. Throws only what the source throws.
  public static func archive(
    _ source: some RandomAccess
  ) throws -> (layout: TensorLayout, isTorch: Bool)? {
    guard let directory = try Unsound.ignored({ try ZipDirectory(source as any RandomAccess) })
    else { return nil }
    if directory.members.contains(where: { $0.name.hasSuffix("/data.pkl") }) {
      return try TensorLayout(torch: directory, in: source).map { ($0, true) }
    }
    return try TensorLayout(npz: directory, in: source).map { ($0, false) }
  }

  init?(torch directory: ZipDirectory, in source: any RandomAccess) throws {
    let model = try? ModelFile(torch: directory, in: source)
    var types: [UInt64: TensorType] = [:]
    for tensor in model?.tensors ?? [] {
      if let range = tensor.range { types[range.lowerBound] = tensor.type }
    }
    let spans = directory.members.filter { $0.isStored && Self.isStorage($0.name) }.map {
      TensorSpan(range: $0.range, type: types[$0.range.lowerBound])
    }
    self.init(headerEnd: 0, spans: spans, byteCount: source.byteCount)
  }

  /// `root/data/12` or `root/constants/3`.
  private static func isStorage(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last, !last.isEmpty else { return false }
    let folder = parts[parts.count - 2]
    return last.allSatisfy { (0x30...0x39).contains($0) }
      && (folder.elementsEqual("data".utf8) || folder.elementsEqual("constants".utf8))
  }
}
