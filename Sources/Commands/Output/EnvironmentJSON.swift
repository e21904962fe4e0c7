import Environments
import Objects

// Differences between environments as JSON, for every command that shows some.

extension EnvironmentDiff {
  var json: JSONValue {
    [
      "origin": origin?.json ?? .null, "interpreter": interpreter?.json ?? .null,
      "packages": .list(packages, \.json), "conda": .list(condaPackages, \.json),
      "lock_files": .list(lockFiles, \.json), "system": .list(system, \.json),
      "variables": .list(variables, \.json),
    ]
  }
}

extension PackageChange {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "change": .string(word), "before": .optional(from),
      "after": .optional(to), "distance": .optional(distance?.rawValue),
    ]
  }
}

extension FactChange {
  fileprivate var json: JSONValue {
    ["field": .string(field), "before": .optional(before), "after": .optional(after)]
  }
}

extension InterpreterChange {
  fileprivate var json: JSONValue {
    [
      "before": from?.json ?? .null, "after": to?.json ?? .null,
      "distance": .optional(distance?.rawValue),
    ]
  }
}

extension Interpreter {
  fileprivate var json: JSONValue {
    ["implementation": .string(implementation), "version": .string(version)]
  }
}
