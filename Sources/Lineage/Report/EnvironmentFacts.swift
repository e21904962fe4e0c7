import ObjectStore
import Objects

/// What is worth saying of an environment in a line.
public struct EnvironmentFacts: Sendable, Hashable {
  /// The version of Python, such as `3.11.7`.
  public var python: String?
  public var packageCount: Int?

  /// What a stored record says; nil when it is not here, or says neither.
  init?(_ id: EnvironmentID, in store: ObjectStore) {
    guard let bytes = try? store.read(.record, id.digest),
      let record = try? JSONValue(parsing: bytes)
    else { return nil }
    python = record["python"]?.string ?? record["python"]?["version"]?.string
    packageCount = record["packages"].flatMap { $0.array?.count ?? $0.object?.count }
    if python == nil, packageCount == nil { return nil }
  }
}
