// safetensors-1: cut points depend on the ranges in the header alone.

extension TensorLayout {
  /// nil when the file is not safetensors, or its header is damaged, longer than 64 MiB, or does not
  /// fit the file. Throws only what the source throws.
  public init?(safetensors source: some RandomAccess) throws {
    guard let header = try SafetensorsScan.header(of: source) else { return nil }
    do {
      let scan = try SafetensorsScan(
        header, byteCount: source.byteCount, tensor: { (_, _) throws(MalformedJSON) in },
        metadata: { _, _ in })
      self.init(headerEnd: scan.dataStart, sorted: scan.spans)
    } catch {
      return nil
    }
  }
}
