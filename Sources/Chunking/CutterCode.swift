/// How a blob was cut, as recipes and the index name it.
public enum CutterCode: UInt16, Sendable, CaseIterable {
  /// One chunk.
  case whole = 0
  /// At places that the content chooses, by a rolling hash.
  case gear1 = 1
  /// At the tensors of a safetensors file.
  case safetensors1 = 2
}
