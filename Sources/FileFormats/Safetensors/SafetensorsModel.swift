// A safetensors file as the common value of all model formats.

extension ModelFile {
  /// A safetensors file as a model.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(safetensors source: some RandomAccess) throws {
    guard let header = try SafetensorsHeader(reading: source) else {
      throw UnreadableFormat(.safetensors, "its header is damaged or does not fit the file")
    }
    self.init(format: .safetensors)
    metadata = header.metadata
    tensors = header.tensors.map {
      TensorInfo(name: $0.name, dtype: $0.dtype, type: $0.type, shape: $0.shape, range: $0.range)
    }
    let odd = header.tensors.filter { $0.isConsistent == false }
    if let first = odd.first {
      remarks.append(
        "\(odd.count) tensors have other lengths than their shapes say, such as \(first.name)")
    }
  }
}
