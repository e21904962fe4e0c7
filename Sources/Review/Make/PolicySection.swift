// What a change does to the rules that it is judged by.
import Attestation
import Objects
import ProjectFiles
import Repository

extension ReviewMaker {
  /// The parts of `mlx.yaml` that decide about a change.
  private static let deciding: Set<String> = [
    "gates", "audit", "drift", "allowed-signers", "no-profile", "remotes",
  ]

  /// Compares the policy of the base with that of the head.
  mutating func comparePolicy() throws {
    let path = try RepositoryPath(validating: ProjectFile.name)
    let old = try repository.recordedFile(path, at: base)
    let new = try repository.recordedFile(path, at: head)
    if old?.blob != new?.blob {
      let values = (old.map(Self.values) ?? nil, new.map(Self.values) ?? nil)
      report.policy.changes += Self.changes(from: values.0, to: values.1).map {
        PolicyChange(path: path, key: $0.key, before: $0.before, after: $0.after)
      }
      if new != nil, values.1 == nil {
        report.policy.changes.append(
          PolicyChange(path: path, before: old?.id, after: new?.id))
      }
    }
    try compareSigners()
    guard !report.policy.changes.isEmpty else { return }
    let count = report.policy.changes.count
    report.checks.append(
      ReviewCheck(
        .policy, .warned,
        "\(count == 1 ? "a value" : "\(count) values") of the policy \(count == 1 ? "is" : "are") another after this change; it is judged by the old",
        advice: "have the change of \(code: ProjectFile.name) approved by whoever owns the gates"))
  }

  /// The list of those who may sign is policy too.
  private mutating func compareSigners() throws {
    let path = try policy.allowedSigners ?? RepositoryPath(validating: AllowedSigners.standardPath)
    let sides = try [base, head].map { id in
      try repository.recordedFile(path, at: id, maxBytes: AllowedSigners.bytesMax)
    }
    guard sides[0]?.blob != sides[1]?.blob else { return }
    report.policy.changes.append(
      PolicyChange(path: path, before: sides[0]?.id, after: sides[1]?.id))
  }

  /// The keys and values of a file; nil when it cannot be read.
  private static func values(_ file: RecordedFile) -> JSONValue? {
    guard let values = try? ProjectFile.values(parsing: file.bytes) else { return nil }
    return .object((values.object ?? [:]).filter { deciding.contains($0.key) })
  }

  private static func changes(
    from old: JSONValue?, to new: JSONValue?
  ) -> [(key: String, before: JSONValue?, after: JSONValue?)] {
    let (a, b) = (flat(old ?? [:]), flat(new ?? [:]))
    return Set(a.keys).union(b.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .filter { a[$0] != b[$0] }.map { ($0, a[$0], b[$0]) }
  }

  /// `gates.fraud[0].min`: each value at its place.
  private static func flat(_ value: JSONValue) -> [String: JSONValue] {
    var found: [String: JSONValue] = [:]
    func add(_ value: JSONValue, _ key: String) {
      if let members = value.object {
        for (name, member) in members { add(member, key.isEmpty ? name : "\(key).\(name)") }
      } else if let items = value.array {
        for (index, item) in items.enumerated() { add(item, "\(key)[\(index)]") }
      } else {
        found[key] = value
      }
    }
    add(value, "")
    return found
  }
}

extension RecordedFile {
  /// The hash of its bytes, as a value.
  var id: JSONValue { .string("blob:\(blob.hex)") }
}
