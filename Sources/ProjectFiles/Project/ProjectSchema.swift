// The schema that `mlx config --schema` prints.
import Evaluation
import Objects

extension ProjectFile {
  /// A JSON Schema (draft 2020-12) of the file, for editors. Made from the keys that are read.
  public static let schema: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "mlx.yaml",
    "description": "What people write about the assets of an mlx repository.",
    "type": ["object", "null"],
    "properties": properties(of: ProjectKey.file),
    "additionalProperties": false,
    "$defs": [
      "assetName": [
        "type": "string", "pattern": .string("^((\(kinds.joined(separator: "|")))/)?[^/@:=]+$"),
      ],
      "asset": map(of: ProjectKey.asset),
      "input": [
        "anyOf": [
          ["$ref": "#/$defs/assetName"],
          [
            "type": "object", "minProperties": 1, "maxProperties": 1,
            "propertyNames": ["$ref": "#/$defs/assetName"],
            "additionalProperties": map(of: [ProjectKey.role]),
          ],
          ["$ref": "#/$defs/keyedInput"],
        ]
      ],
      "keyedInput": keyedInput,
      "gate": gate,
    ],
  ]

  private static let kinds = AssetKind.allCases.map(\.rawValue)

  /// An input by its keys: of an asset, or of something outside.
  private static let keyedInput: JSONValue = {
    var members = map(of: ProjectKey.input).object ?? [:]
    members["type"] = "object"
    members["oneOf"] = [["required": ["asset"]], ["required": ["uri"]]]
    members["dependentRequired"] = ["digest": ["uri"]]
    return .object(members)
  }()

  /// What a model must reach: one measure, and at least one condition.
  private static let gate: JSONValue = {
    var members = map(of: ProjectKey.gate).object ?? [:]
    members["type"] = "object"
    members["oneOf"] = [["required": ["metric"]], ["required": ["cost"]]]
    members["anyOf"] = [
      ["required": ["min"]], ["required": ["max"]], ["required": ["no_worse_than"]],
    ]
    return .object(members)
  }()

  private static let comparison: JSONValue = {
    var members = map(of: ProjectKey.comparison).object ?? [:]
    members["type"] = "object"
    members["required"] = ["ref"]
    return .object(members)
  }()

  /// A map that has these keys and no others. It may be empty, as YAML writes nothing.
  private static func map(of keys: [ProjectKey]) -> JSONValue {
    [
      "type": ["object", "null"], "properties": properties(of: keys),
      "additionalProperties": false,
    ]
  }

  private static func properties(of keys: [ProjectKey]) -> JSONValue {
    var properties: [String: JSONValue] = [:]
    for key in keys {
      var members = value(of: key.type)
      members["description"] = .string(key.summary)
      for name in key.names { properties[name] = .object(members) }
    }
    return .object(properties)
  }

  /// A key may be there without a value.
  private static func value(of type: ProjectValueType) -> [String: JSONValue] {
    let text: JSONValue = ["string", "null"]
    switch type {
    case .version: return ["enum": [.integer(Int64(version)), .null]]
    case .line, .text, .path, .uri: return ["type": text, "minLength": 1]
    case .truth: return ["type": ["boolean", "null"]]
    case .kind: return ["enum": .array(kinds.map { .string($0) } + [.null])]
    case .asset: return ["$ref": "#/$defs/assetName"]
    case .digest: return ["type": text, "pattern": "^sha256:[0-9a-f]{64}$"]
    case .role: return ["type": text, "pattern": "^[a-z0-9-]{1,64}$"]
    case .reserved: return ["type": ["object", "array", "null"]]
    case .places:
      return [
        "type": ["object", "null"],
        "propertyNames": ["pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"],
        "additionalProperties": ["type": ["string", "null"], "minLength": 1],
      ]
    case .gates:
      return [
        "type": ["object", "null"], "propertyNames": ["$ref": "#/$defs/assetName"],
        "additionalProperties": ["type": ["array", "null"], "items": ["$ref": "#/$defs/gate"]],
      ]
    case .number: return ["type": ["number", "null"]]
    case .cost: return ["type": text, "minLength": 1]
    case .direction:
      return ["enum": .array(MetricDirection.allCases.map { .string($0.rawValue) } + [.null])]
    case .comparison: return ["anyOf": [["type": text, "minLength": 1], comparison]]
    case .allowance:
      return [
        "anyOf": [
          ["type": ["number", "null"], "minimum": 0],
          ["type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? ?%$"],
        ]
      ]
    case .columns:
      return ["type": ["array", "null"], "items": ["type": "string", "minLength": 1]]
    case .thresholds:
      return [
        "type": ["object", "null"],
        "propertyNames": ["enum": .array(DriftMeasure.allCases.map { .string($0.rawValue) })],
        "additionalProperties": ["type": "number", "minimum": 0],
      ]
    case .rules:
      return [
        "type": ["object", "null"],
        "propertyNames": ["enum": .array(AuditRule.allCases.map { .string($0.rawValue) })],
        "additionalProperties": ["enum": .array(AuditLevel.allCases.map { .string($0.rawValue) })],
      ]
    case .lineage: return ["type": ["array", "null"], "items": ["$ref": "#/$defs/input"]]
    case .assets:
      return [
        "type": ["object", "null"], "propertyNames": ["$ref": "#/$defs/assetName"],
        "additionalProperties": ["$ref": "#/$defs/asset"],
      ]
    }
  }
}
