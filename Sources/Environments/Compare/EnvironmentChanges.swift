// The single changes of which a difference between environments is made.
import Objects

/// A package that one of two environments has, or both have differently.
public struct PackageChange: Sendable, Hashable {
  /// The normalised name.
  public var name: String
  /// What it was: `1.26.4`, or with its build or source where only that changed; nil when added.
  public var from: String?
  /// What it is; nil when removed.
  public var to: String?
  /// How far; nil when added or removed.
  public var distance: VersionDistance?

  /// A change of one package.
  public init(name: String, from: String?, to: String?, distance: VersionDistance? = nil) {
    self.name = name
    self.from = from
    self.to = to
    self.distance = distance
  }

  /// `added`, `removed` or `changed`.
  public var word: String { from == nil ? "added" : to == nil ? "removed" : "changed" }
}

/// Something with a name that has another value.
public struct FactChange: Sendable, Hashable {
  /// A key of the record, such as `kernel`, or the name of a variable or file.
  public var field: String
  /// nil when it was not known, or not there.
  public var before: String?
  public var after: String?

  /// A change of one fact.
  public init(field: String, before: String?, after: String?) {
    self.field = field
    self.before = before
    self.after = after
  }

  /// The fields that differ, in the order of `before`, then of `after`.
  static func all(
    _ before: [(field: String, value: String)], _ after: [(field: String, value: String)]
  ) -> [FactChange] {
    let (old, new) = (
      Dictionary(before.map { ($0.field, $0.value) }, uniquingKeysWith: { $1 }),
      Dictionary(after.map { ($0.field, $0.value) }, uniquingKeysWith: { $1 })
    )
    var fields = before.map(\.field)
    fields += after.map(\.field).filter { old[$0] == nil }
    return fields.compactMap { field in
      old[field] == new[field]
        ? nil : FactChange(field: field, before: old[field], after: new[field])
    }
  }
}

/// Another interpreter.
public struct InterpreterChange: Sendable, Hashable {
  /// nil where there was none, or it was not known.
  public var from: Interpreter?
  public var to: Interpreter?
  /// nil where one of them is not known.
  public var distance: VersionDistance?
}
