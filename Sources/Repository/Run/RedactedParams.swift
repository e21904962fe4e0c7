import Objects

/// The settings of a run as its record keeps them: without passwords and tokens.
enum RedactedParams {
  /// The same, with what is secret replaced.
  static func values(_ value: JSONValue) -> JSONValue { values(value, isSecret: false) }

  private static func values(_ value: JSONValue, isSecret: Bool) -> JSONValue {
    switch value {
    case .object(let members):
      return .object(
        Dictionary(
          uniqueKeysWithValues: members.map { key, value in
            (key, values(value, isSecret: isSecret || RedactedCommand.isSecret(key, of: value)))
          }))
    case .array(let items): return .array(items.map { values($0, isSecret: isSecret) })
    case _ where isSecret && !value.isNull: return .string(RedactedCommand.mark)
    case .string(let text): return .string(RedactedCommand.redactedText(text))
    default: return value
    }
  }
}
