/// One tensor that differs between two versions of a model, or that could not be compared.
public struct TensorChange: Sendable, Equatable {
  /// What happened to it. The raw value is the word of `--json`.
  public enum Kind: String, Sendable, CaseIterable {
    case added
    case removed
    /// The same bytes, type and shape under another name.
    case renamed
    /// Another shape; the type may be another one too.
    case reshaped
    /// Another element type.
    case retyped
    /// The same type and shape, other bytes.
    case changed
    /// The same type and shape; the bytes were not compared.
    case uncompared
  }

  /// One side of it.
  public struct Side: Sendable, Equatable {
    public var name: String
    /// As `ModelSide.file` names it.
    public var file: String
    /// The element type: one of `TensorType`, or else as the format writes it.
    public var type: String
    public var shape: [UInt64]
  }

  public var kind: Kind
  /// nil when it was added.
  public var before: Side?
  /// nil when it was removed.
  public var after: Side?
  /// How the numbers differ; nil when they were not compared. For a tensor with more or fewer rows,
  /// those of the rows that both have.
  public var difference: TensorDifference?
  /// The rows (entries along the first axis) that both sides have, where only their number differs.
  public var commonRows: UInt64?
  /// Of another type: whether the numbers are the same once those of the wider type are rounded to the
  /// nearest of the narrower, ties to even. nil where that was not looked at.
  public var isConversion: Bool?
  /// Why numbers were not compared, as a clause: `the bytes are compressed`.
  public var reason: String?

  /// What it is called now, or was.
  public var name: String { after?.name ?? before?.name ?? "" }

  /// Numbers that were not NaN before and are now.
  public var hasNewNaN: Bool { difference.map { $0.nans.after > $0.nans.before } ?? false }

  /// New NaN first, then by relative L2, then those without numbers by kind; else as they are.
  static func sorted(_ changes: [TensorChange]) -> [TensorChange] {
    changes.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      if a.hasNewNaN != b.hasNewNaN { return a.hasNewNaN }
      let (x, y) = (a.difference?.relativeL2 ?? -1, b.difference?.relativeL2 ?? -1)
      if x != y { return x > y }
      if a.kind != b.kind { return a.kind.place < b.kind.place }
      return first.offset < second.offset
    }.map(\.element)
  }
}

extension TensorChange.Kind {
  /// Where it stands among changes without numbers.
  fileprivate var place: Int {
    switch self {
    case .reshaped: 0
    case .retyped: 1
    case .changed: 2
    case .added: 3
    case .removed: 4
    case .renamed: 5
    case .uncompared: 6
    }
  }
}
