import Objects

/// Something that a check found.
public struct StoreProblem: Sendable, Equatable, CustomStringConvertible {
  /// As in errors: `object-corrupt`, `object-missing`, `unsupported-format`, `io-error`.
  public let code: String
  /// The file.
  public let path: String
  /// The object, when it is about one.
  public let key: ObjectKey?
  /// Where in the file, when that is known.
  public let offset: UInt64?
  /// A lower-case sentence.
  public let reason: String

  init(code: String, path: String, key: ObjectKey? = nil, offset: UInt64? = nil, reason: String) {
    self.code = code
    self.path = path
    self.key = key
    self.offset = offset
    self.reason = reason
  }

  /// What an error says about a file.
  init(_ error: any Error, path: String) {
    self.init(
      code: (error as? any MLXError)?.code ?? "io-error", path: path, reason: "\(error)")
  }

  /// A damaged object of a pack.
  init(_ row: ObjectRow, path: String, reason: String) {
    self.init(
      code: "object-corrupt", path: path, key: row.key, offset: row.offset, reason: reason)
  }

  public var description: String {
    let what = key.map { "\($0.text): " } ?? ""
    let place = offset.map { " at \($0)" } ?? ""
    return "\(code): \(path)\(place): \(what)\(reason)"
  }
}
