// What mlx.yaml says about profiles: columns that they leave out, and how far data may drift.
import Objects
import Yams

extension ProjectReader {
  /// A list of texts.
  mutating func columns(_ member: YAMLMember) -> Set<String> {
    guard case .sequence(let nodes) = member.value else {
      fault(
        "'\(member.key)' is \(kind(of: member.value)), not a list", member.value,
        hint: "write '\(member.key): [email, name]'")
      return []
    }
    var names: Set<String> = []
    for node in nodes {
      guard case .scalar(let scalar) = node, !scalar.string.isEmpty, !node.isNothing else {
        fault("'\(member.key)' holds \(kind(of: node)), not the name of a column", node)
        continue
      }
      names.insert(scalar.string)
    }
    return names
  }

  /// Measures with numbers from zero on.
  mutating func thresholds(_ member: YAMLMember) -> [DriftMeasure: Double] {
    guard case .mapping(let mapping) = member.value else {
      fault(
        "'\(member.key)' is \(kind(of: member.value)), not measures with numbers", member.value,
        hint: "write '\(member.key): {psi: 0.25}'")
      return [:]
    }
    var thresholds: [DriftMeasure: Double] = [:]
    for entry in document.members(of: mapping) {
      guard let measure = DriftMeasure(rawValue: entry.key) else {
        fault(
          "'\(entry.key)' is no measure of drift", entry.keyNode,
          hint: "the measures are "
            + DriftMeasure.allCases.map(\.rawValue).joined(separator: ", "))
        continue
      }
      guard case .scalar(let scalar) = entry.value, let number = scalar.value.number,
        number.isFinite, number >= 0
      else {
        fault("'\(entry.key)' is \(kind(of: entry.value)), not a number from 0 on", entry.value)
        continue
      }
      thresholds[measure] = number
    }
    return thresholds
  }
}
