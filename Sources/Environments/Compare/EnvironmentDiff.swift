// What changed from one environment to another.
import Objects

/// The differences between two records, each list in a fixed order.
///
/// Versions that PEP 440 holds for equal, and who installed a package, are no difference. Two records
/// with different ids may thus be the same environment.
public struct EnvironmentDiff: Sendable, Equatable {
  /// `origin`, when one is a virtual environment and the other is not, and the like.
  public var origin: FactChange?
  public var interpreter: InterpreterChange?
  /// By name.
  public var packages: [PackageChange]
  /// By name.
  public var condaPackages: [PackageChange]
  /// By name; values are the ids of blobs, or `left out`.
  public var lockFiles: [FactChange]
  /// In the order of `SystemFacts.facts`.
  public var system: [FactChange]
  /// By name.
  public var variables: [FactChange]

  /// Whether nothing differs.
  public var isEmpty: Bool {
    origin == nil && lockFiles.isEmpty && system.isEmpty && variables.isEmpty && isSameSoftware
  }

  /// Whether interpreter and packages are the same, wherever they are installed.
  public var isSameSoftware: Bool {
    interpreter == nil && packages.isEmpty && condaPackages.isEmpty
  }

  /// The difference from one environment to another.
  public init(from old: EnvironmentRecord, to new: EnvironmentRecord) {
    origin =
      old.origin == new.origin
      ? nil
      : FactChange(field: "origin", before: old.origin.rawValue, after: new.origin.rawValue)
    interpreter = Self.interpreterChange(old.interpreter, new.interpreter)
    packages = PackageComparison.changes(
      old.distributions.map(ComparedPackage.init), new.distributions.map(ComparedPackage.init))
    condaPackages = PackageComparison.changes(
      old.condaPackages.map(ComparedPackage.init), new.condaPackages.map(ComparedPackage.init))
    lockFiles = FactChange.all(Self.values(old.lockFiles), Self.values(new.lockFiles))
      .sorted { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) }
    system = FactChange.all(old.system.facts, new.system.facts)
    variables = FactChange.all(Self.values(old.variables), Self.values(new.variables))
      .sorted { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) }
  }

  private static func interpreterChange(
    _ old: Interpreter?, _ new: Interpreter?
  ) -> InterpreterChange? {
    guard let old, let new else {
      return old == new ? nil : InterpreterChange(from: old, to: new, distance: nil)
    }
    let distance =
      old.implementation == new.implementation
      ? VersionDistance.between(old.version, new.version) : .other
    return distance.map { InterpreterChange(from: old, to: new, distance: $0) }
  }

  private static func values(_ files: [DependencyLock]) -> [(field: String, value: String)] {
    files.map { file in
      (file.name, file.blob?.hex ?? "left out, \(file.size) bytes")
    }
  }

  private static func values(_ variables: [String: String]) -> [(field: String, value: String)] {
    variables.map { ($0.key, $0.value) }
  }
}
