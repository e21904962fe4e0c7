// SARIF 2.1.0 (OASIS), as code hosts read it.
import Objects
import ProjectFiles

extension AuditReport {
  /// Where code hosts look for the schema.
  static let sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
  /// The file that findings without a path are shown at: git tracks it, and it names the version.
  static let fallbackPath = "mlx.lock"

  /// The report as SARIF. Holds no time and no path of this machine, so that it is the same everywhere.
  ///
  /// - Parameter version: that of mlx.
  public func sarif(version: String) -> JSONValue {
    let rules = AuditRule.allCases.filter { rule in
      self.rules.contains(rule) || findings.contains { $0.rule == rule }
    }
    let places = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1, $0) })
    return [
      "$schema": .string(Self.sarifSchema), "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "mlx", "semanticVersion": .string(version), "version": .string(version),
              "rules": .array(rules.map(\.sarif)),
            ]
          ],
          "automationDetails": ["id": "mlx-audit/"],
          "columnKind": "unicodeCodePoints",
          "invocations": [
            [
              "executionSuccessful": true,
              "toolExecutionNotifications": .array(findings.filter(\.isGap).map(\.notification)),
            ]
          ],
          "results": .array(
            findings.filter { !$0.isGap }.map { $0.result(place: places[$0.rule] ?? 0) }),
          "properties": [
            "commit": .string(commit.hex), "base": .text(base?.hex),
            "verdict": .string(verdict.rawValue), "policy": .text(policy?.hex),
          ],
        ]
      ],
    ]
  }
}

extension AuditRule {
  fileprivate var sarif: JSONValue {
    [
      "id": .string(rawValue), "name": .string(pascalCase),
      "shortDescription": ["text": .string(Self.sentence(summary))],
      "fullDescription": ["text": .string(help)],
      "help": [
        "text": .string(help),
        "markdown": .string("\(help)\n\nSee `Documentation/audit.md`, rule `\(rawValue)`."),
      ],
      "defaultConfiguration": ["level": .string(standardSeverity.rawValue)],
      "properties": ["tags": ["mlx", "machine-learning"]],
    ]
  }

  /// `NanWeights`, as SARIF wants names of rules.
  private var pascalCase: String {
    rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  fileprivate static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}

extension AuditFinding {
  fileprivate func result(place: Int) -> JSONValue {
    [
      "ruleId": .string(rule.rawValue), "ruleIndex": .integer(Int64(place)),
      "level": .string(severity.rawValue), "kind": "fail",
      "message": ["text": .string("\(AuditRule.sentence(message)) \(AuditRule.sentence(hint))")],
      "locations": [location],
      "partialFingerprints": ["mlxFinding/v1": .string(fingerprint)],
      "properties": ["commit": .string(commit.hex), "object": .text(object)],
    ]
  }

  fileprivate var notification: JSONValue {
    [
      "level": "note",
      "message": ["text": .string("\(AuditRule.sentence(message)) \(AuditRule.sentence(hint))")],
      "locations": [location], "associatedRule": ["id": .string(rule.rawValue)],
    ]
  }

  private var location: JSONValue {
    var path = path?.string ?? ""
    if path.isEmpty { path = AuditReport.fallbackPath }
    var location: [String: JSONValue] = [
      "physicalLocation": [
        "artifactLocation": ["uri": .string(Self.uri(of: path)), "uriBaseId": "%SRCROOT%"],
        "region": ["startLine": .integer(Int64(line ?? 1))],
      ]
    ]
    if let asset {
      location["logicalLocations"] = [
        [
          "name": .string(asset.name), "fullyQualifiedName": .string(asset.text),
          "kind": .string(asset.kind.rawValue),
        ]
      ]
    }
    return .object(location)
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)

  /// A relative reference (RFC 3986): bytes that a path segment must not hold are escaped, and so is a
  /// colon, which would make a scheme.
  static func uri(of path: String) -> String {
    path.utf8.map { byte in
      if plain.contains(byte) { return String(decoding: [byte], as: UTF8.self) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" + digits : digits)
    }.joined()
  }
}
