import Objects

/// A file of values: what metrics and params have in common.
struct ValueFile {
  let role: ValueFileError.Role
  let name: String
  let isYAML: Bool

  /// Values go into a commit, whose own levels must fit as well.
  static let depthMax = 64

  func read(_ bytes: [UInt8], jsonBytesMax: Int) throws(ValueFileError) -> JSONValue {
    let limit = isYAML ? min(YAMLText.bytesMax, jsonBytesMax) : jsonBytesMax
    guard bytes.count <= limit else { throw .tooLarge(role, file: name, limitBytes: limit) }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? [UInt8](bytes.dropFirst(3)) : bytes
    return isYAML ? try readYAML(text) : try readJSON(text)
  }

  private func readJSON(_ bytes: [UInt8]) throws(ValueFileError) -> JSONValue {
    do throws(ObjectError) {
      return try JSONValue(parsing: bytes, allowingNaN: true, depthMax: Self.depthMax)
    } catch .malformed(_, _, let reason) {
      throw malformed(reason)
    } catch {
      throw malformed(error.description)
    }
  }

  private func readYAML(_ bytes: [UInt8]) throws(ValueFileError) -> JSONValue {
    do throws(YAMLFault) {
      return try YAMLText.parse(bytes)
    } catch {
      throw malformed(error.reason, line: error.place?.line)
    }
  }

  private func malformed(_ reason: String, line: Int? = nil) -> ValueFileError {
    .malformed(role, file: name, line: line, reason: reason)
  }

  /// A value's kind with its article, for messages.
  static func kind(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  static func isNamedYAML(_ name: String) -> Bool {
    hasEnding(name, ".yaml") || hasEnding(name, ".yml")
  }

  static func hasEnding(_ name: String, _ ending: String) -> Bool {
    name.lowercased().hasSuffix(ending)
  }
}
