// One door to all readers of models.

extension ModelFile {
  /// Formats that `init(reading:as:inflate:)` reads.
  public static let formats: Set<FileFormat> = [
    .safetensors, .gguf, .onnx, .pytorch, .npy, .npz, .pickle,
  ]

  /// The tensors of a file of `format`, one of `formats`.
  ///
  /// - Parameter inflate: expands compressed members of archives; without it they are remarked on, or
  ///   the file is unreadable.
  ///
  /// Errors: `UnreadableFormat`, and whatever the source throws.
  public init(
    reading source: some RandomAccess, as format: FileFormat, inflate: Inflate? = nil
  ) throws {
    switch format {
    case .safetensors: try self.init(safetensors: source)
    case .gguf: try self.init(gguf: source)
    case .onnx: try self.init(onnx: source)
    case .pytorch: try self.init(pytorch: source, inflate: inflate)
    case .npy: try self.init(npy: source)
    case .npz: try self.init(npz: source, inflate: inflate)
    case .pickle: try self.init(pickle: source)
    default: throw UnreadableFormat(format, "tensors are not read from it")
    }
  }
}
