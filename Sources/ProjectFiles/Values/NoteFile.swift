import Objects

/// The body of a note, as a program or a person writes it: JSON or YAML, any values.
public enum NoteFile {
  /// A longer file is refused: what is long is an artifact, and the note names it.
  public static let bytesMax = 1 << 20

  /// The body: an object with at least one key. Read as a params file is.
  ///
  /// - Parameter name: the file's name: `.json`, `.yaml` or `.yml`.
  ///
  /// Errors: a `ValueFileError`.
  public static func parse(_ bytes: [UInt8], name: String) throws -> JSONValue {
    let isYAML = ValueFile.isNamedYAML(name)
    guard isYAML || ValueFile.hasEnding(name, ".json") else {
      throw ValueFileError.unknownType(.note, file: name)
    }
    let body = try ValueFile(role: .note, name: name, isYAML: isYAML)
      .read(bytes, jsonBytesMax: bytesMax)
    guard let members = body.object else {
      throw ValueFileError.notKeyed(.note, file: name, found: ValueFile.kind(of: body))
    }
    guard !members.isEmpty else {
      throw ValueFileError.notKeyed(.note, file: name, found: "empty")
    }
    return body
  }
}
