/// How a blob was cut, as recipes and the index name it.
public enum CutterCode: UInt16, Sendable, CaseIterable {
  /// One chunk.
  case whole = 0
  /// At places that the content chooses, by a rolling hash.
  case gear1 = 1
  /// At the tensors of a safetensors file.
  case safetensors1 = 2
  /// At the tensors of a GGUF file.
  case gguf1 = 3
  /// At the array of a .npy file, or the stored arrays of a .npz file.
  case npy1 = 4
  /// At the stored storages of a zip archive of torch.
  case pt1 = 5
  /// At the tensors of an ONNX file whose elements are bytes.
  case onnx1 = 6
  /// At the pages of a Parquet file, and as gear-1 in them.
  case parquet1 = 7
}
