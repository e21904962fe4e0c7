// Reads how severe mlx.yaml wants the rules of an audit to be.
import Objects
import Yams

extension ProjectReader {
  /// Names of rules, each with a level. `off` without quotes is a text in YAML 1.2.
  mutating func rules(_ member: YAMLMember) -> [AuditRule: AuditLevel] {
    guard case .mapping(let mapping) = member.value else {
      fault(
        "'\(member.key)' is \(kind(of: member.value)), not rules with their levels", member.value,
        hint: "write '\(member.key): {unsigned: error}'")
      return [:]
    }
    var rules: [AuditRule: AuditLevel] = [:]
    for entry in document.members(of: mapping) where !entry.value.isNothing {
      guard let rule = AuditRule(rawValue: entry.key) else {
        unknown(
          entry.key, "no rule of an audit", entry.keyNode, AuditRule.allCases.map(\.rawValue))
        continue
      }
      guard let word = text(entry) else { continue }
      guard let level = AuditLevel(rawValue: word) else {
        unknown(word, "no level", entry.value, AuditLevel.allCases.map(\.rawValue))
        continue
      }
      rules[rule] = level
    }
    return rules
  }

  private mutating func unknown(_ word: String, _ what: String, _ node: Node, _ known: [String]) {
    let near = NearWords.find(word, among: known)
    fault(
      "'\(word)' is \(what)", node,
      hint: near.isEmpty ? "use " + known.joined(separator: ", ") : Self.didYouMean(near))
  }
}
