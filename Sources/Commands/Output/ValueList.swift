import Objects
import Profiles

/// Metrics and params for a person: dotted keys, short numbers.
enum ValueList {
  private static let shownMax = 4

  /// Such as `accuracy 0.93, auc 0.96, 7 more`.
  static func summary(of values: JSONValue) -> String {
    let pairs = flattened(values)
    var parts = pairs.prefix(shownMax).map { "\($0.key) \(text(of: $0.value))" }
    if pairs.count > shownMax { parts.append("\(pairs.count - shownMax) more") }
    return parts.joined(separator: ", ")
  }

  /// Every value that is not an object, with its dotted key, sorted.
  static func flattened(_ value: JSONValue, prefix: String = "") -> [(
    key: String, value: JSONValue
  )] {
    guard let object = value.object else { return [(prefix, value)] }
    return object.sorted { $0.key < $1.key }.flatMap { key, value in
      flattened(value, prefix: prefix.isEmpty ? key : "\(prefix).\(key)")
    }
  }

  /// A value as people write it: `0.93`, `NaN`, `adam`, `[1, 2]`.
  static func text(of value: JSONValue?) -> String {
    switch value {
    case nil: return "-"
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let number): return "\(number)"
    case .number(let number): return DecimalText.of(number)
    case .string(let text): return DisplayWidth.shortened(text, to: 60)
    case .array(let values):
      return DisplayWidth.shortened(
        "[" + values.map { text(of: $0) }.joined(separator: ", ") + "]", to: 60)
    case .object(let object): return object.isEmpty ? "{}" : "{…}"
    }
  }
}
