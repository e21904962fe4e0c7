// An audit as JSON.
import Objects
import ProjectFiles

extension AuditReport {
  /// The report as `--json` prints it, without the schema (Documentation/json.md).
  public var json: [String: JSONValue] {
    [
      "commit": .string(commit.hex), "base": .text(base?.hex), "verdict": .string(verdict.rawValue),
      "strict": .bool(isStrict), "policy": .text(policy?.hex), "allowed_signers": .text(signers),
      "rules": .array(rules.map { .string($0.rawValue) }),
      "counts": [
        "error": .integer(Int64(count(.error))), "warning": .integer(Int64(count(.warning))),
        "note": .integer(Int64(count(.note))), "not_judged": .integer(Int64(gapCount)),
      ],
      "findings": .array(findings.map(\.json)),
    ]
  }
}

extension AuditFinding {
  /// The finding as `--json` prints it.
  public var json: JSONValue {
    [
      "rule": .string(rule.rawValue), "severity": .string(severity.rawValue),
      "judged": .bool(!isGap), "message": .string(message), "kind": .text(asset?.kind.rawValue),
      "name": .text(asset?.name), "object": .text(object), "path": .text(path?.string),
      "line": line.map { .integer(Int64($0)) } ?? .null, "commit": .string(commit.hex),
      "hint": .string(hint), "fingerprint": .string(fingerprint),
    ]
  }
}

extension JSONValue {
  static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
