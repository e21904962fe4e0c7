import Objects

/// What a `config.json` beside the weights says of the architecture.
enum ModelHints {
  static let fileName = "config.json"

  /// Keys of the transformers library that say how a model is built.
  private static let keys = [
    "model_type", "architectures", "hidden_size", "num_hidden_layers", "num_attention_heads",
    "num_key_value_heads", "intermediate_size", "vocab_size", "max_position_embeddings",
    "torch_dtype", "quantization_config",
  ]
  private static let textBytesMax = 256

  /// The hints in a document; none when it is no such thing.
  static func read(_ content: ProfiledContent) -> [String: String] {
    guard let bytes = content.bytes, let config = try? JSONValue(parsing: bytes) else { return [:] }
    var hints: [String: String] = [:]
    for key in keys {
      guard let value = config[key], let text = text(value), text.utf8.count <= textBytesMax else {
        continue
      }
      hints[key] = text
    }
    return hints
  }

  private static func text(_ value: JSONValue) -> String? {
    if let text = value.string { return text }
    if let integer = value.integer { return "\(integer)" }
    if let number = value.number { return "\(number)" }
    if let list = value.array { return list.compactMap(text).joined(separator: ", ") }
    return value["quant_method"]?.string
  }
}
