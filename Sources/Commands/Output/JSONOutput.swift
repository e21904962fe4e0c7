import Objects

/// The `--json` document: one object a command, keys sorted, named by its schema.
enum JSONOutput {
  /// - Parameter command: words joined by a hyphen, such as `op-log`.
  static func document(command: String, _ keys: [String: JSONValue]) -> String {
    var keys = keys
    keys["schema"] = .string("mlx.\(command)/1")
    return String(decoding: JSONValue.object(keys).prettyBytes(), as: UTF8.self)
  }

  /// The document of a failure.
  static func document(of failure: Failure) -> String {
    document(
      command: "error",
      [
        "error": [
          "code": .string(failure.code), "message": .string(failure.message),
          "hint": failure.hint.map(JSONValue.string) ?? .null,
        ]
      ])
  }
}

extension JSONValue {
  static func size(_ bytes: UInt64) -> JSONValue { .integer(Int64(clamping: bytes)) }
  static func count(_ count: Int) -> JSONValue { .integer(Int64(count)) }
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
  /// null for what is not known, and for what no JSON number is.
  static func optional(_ number: Double?) -> JSONValue {
    number.flatMap { $0.isFinite ? .number($0) : nil } ?? .null
  }
  static func list<Element>(_ elements: some Sequence<Element>, _ each: (Element) -> JSONValue)
    -> JSONValue
  {
    .array(elements.map(each))
  }
}
