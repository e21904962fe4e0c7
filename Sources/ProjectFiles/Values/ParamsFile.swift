import Objects

/// The parameters that a model was trained with: JSON or YAML, any values.
public enum ParamsFile {
  /// A longer JSON file is refused.
  public static let bytesMax = 16 << 20

  /// The values: an object; empty for a file without any.
  ///
  /// YAML is read by the rules of version 1.2: `yes` and `on` are texts, `1e-4` is a number. Merge
  /// keys (`<<`) and aliases are resolved. Dates are texts.
  ///
  /// - Parameter name: the file's name: `.json`, `.yaml` or `.yml`.
  ///
  /// Errors: a `ValueFileError`.
  public static func parse(_ bytes: [UInt8], name: String) throws -> JSONValue {
    let isYAML = ValueFile.isNamedYAML(name)
    guard isYAML || ValueFile.hasEnding(name, ".json") else {
      throw ValueFileError.unknownType(.params, file: name)
    }
    let reader = ValueFile(role: .params, name: name, isYAML: isYAML)
    let values = try reader.read(bytes, jsonBytesMax: bytesMax)
    guard case .object = values else {
      throw ValueFileError.notKeyed(.params, file: name, found: ValueFile.kind(of: values))
    }
    return values
  }
}
