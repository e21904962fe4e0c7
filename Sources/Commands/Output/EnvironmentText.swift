import Objects
import Repository

// An environment in a line, and as JSON.

extension CommittedEnvironment {
  var change: ChangeKind { isChanged ? .modified : .unchanged }

  var cells: [Text] {
    ["env", "", Text(record.summary), "", Text(asset.evidence.rawValue)]
  }

  var json: JSONValue {
    guard case .object(var members) = asset.json else { return .null }
    members["summary"] = .string(record.summary)
    members["changed"] = .bool(isChanged)
    return .object(members)
  }
}

extension EnvironmentRecord {
  /// `python 3.11.7, 62 packages (uv.lock)`, or the system where there is no Python.
  var summary: String {
    guard let interpreter else { return origin == .none ? "no Python" : "\(origin.rawValue)" }
    let name = interpreter.implementation == "CPython" ? "python" : interpreter.implementation
    let count = max(distributions.count, condaPackages.count)
    let locks = lockFiles.map(\.name).prefix(2).joined(separator: ", ")
    let files = locks.isEmpty ? "" : " (\(locks))"
    return "\(name) \(interpreter.version), \(Units.count(count, "package"))\(files)"
  }
}

extension Interpreter {
  /// `CPython 3.11.7`
  var text: String { "\(implementation) \(version)" }
}
