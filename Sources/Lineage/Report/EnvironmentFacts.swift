import ObjectStore
import Objects
import References

/// What is worth saying of an environment in a line.
public struct EnvironmentFacts: Sendable, Hashable {
  /// The version of Python, such as `3.11.7`.
  public var python: String?
  public var packageCount: Int?

  /// What a stored record says; nil when it is not here, or knows no Python.
  init?(_ id: EnvironmentID, in store: ObjectStore) {
    guard let record = try? store.environment(id), let interpreter = record.interpreter else {
      return nil
    }
    python = interpreter.version
    packageCount = max(record.distributions.count, record.condaPackages.count)
  }
}
