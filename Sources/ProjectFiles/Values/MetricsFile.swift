import Objects

/// The numbers that say how good a model is, as training scripts write them: JSON or YAML, flat or
/// nested.
public enum MetricsFile {
  /// A longer JSON file is refused.
  public static let bytesMax = 16 << 20

  /// The values: an object whose leaves are all numbers; whole ones stay whole.
  ///
  /// NaN and the infinities are kept, also as the bare words that Python's `json.dump` writes, so
  /// that a run that diverged can be recorded. See `nonFinite(in:)`.
  ///
  /// - Parameter name: the file's name; `.yaml` and `.yml` are YAML, everything else JSON.
  ///
  /// Errors: a `ValueFileError`, with code `metrics-not-numbers` for anything but numbers.
  public static func parse(_ bytes: [UInt8], name: String) throws -> JSONValue {
    let (numbers, faults) = try read(bytes, name: name)
    guard let first = faults.first else { return numbers }
    throw ValueFileError.notNumbers(
      file: name, key: first.key, found: first.found, others: faults.count - 1)
  }

  /// The numbers among the values, and how many values are none.
  ///
  /// Errors: a `ValueFileError`.
  public static func numbers(
    in bytes: [UInt8], name: String
  ) throws -> (values: JSONValue, left: Int) {
    let (all, faults) = try read(bytes, name: name)
    return (onlyNumbers(all) ?? .object([:]), faults.count)
  }

  private static func onlyNumbers(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .integer, .number: value
    case .object(let members): .object(members.compactMapValues(onlyNumbers))
    default: nil
    }
  }

  private static func read(
    _ bytes: [UInt8], name: String
  ) throws -> (JSONValue, [(key: String, found: String)]) {
    let reader = ValueFile(role: .metrics, name: name, isYAML: ValueFile.isNamedYAML(name))
    let values = try reader.read(bytes, jsonBytesMax: bytesMax)
    guard case .object = values else {
      throw ValueFileError.notKeyed(.metrics, file: name, found: ValueFile.kind(of: values))
    }
    var faults: [(key: String, found: String)] = []
    let numbers = keepNumbers(values, at: "", isYAML: reader.isYAML, &faults)
    return (numbers, faults)
  }

  /// The paths of keys whose values are NaN or infinite, such as `train.loss`, in order.
  public static func nonFinite(in values: JSONValue) -> [String] {
    var paths: [String] = []
    collectNonFinite(values, at: "", into: &paths)
    return paths
  }

  private static func keepNumbers(
    _ value: JSONValue, at path: String, isYAML: Bool,
    _ faults: inout [(key: String, found: String)]
  ) -> JSONValue {
    switch value {
    case .integer, .number: return value
    case .string(let word) where isYAML && bareWords[word.lowercased()] != nil:
      return .number(bareWords[word.lowercased()] ?? .nan)
    case .object(let members):
      var numbers: [String: JSONValue] = [:]
      for key in members.keys.sorted() {
        guard let member = members[key] else { continue }
        numbers[key] = keepNumbers(member, at: join(path, key), isYAML: isYAML, &faults)
      }
      return .object(numbers)
    default:
      faults.append((path, ValueFile.kind(of: value)))
      return value
    }
  }

  private static func collectNonFinite(
    _ value: JSONValue, at path: String, into paths: inout [String]
  ) {
    switch value {
    case .number(let number) where !number.isFinite: paths.append(path)
    case .object(let members):
      for key in members.keys.sorted() {
        collectNonFinite(members[key] ?? .null, at: join(path, key), into: &paths)
      }
    default: return
    }
  }

  /// How programs print these numbers; in YAML, only `.nan` and `.inf` are numbers by themselves.
  private static let bareWords: [String: Double] = [
    "nan": .nan, "inf": .infinity, "+inf": .infinity, "-inf": -.infinity,
    "infinity": .infinity, "+infinity": .infinity, "-infinity": -.infinity,
  ]

  private static func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }
}
