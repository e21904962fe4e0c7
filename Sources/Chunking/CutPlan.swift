import FileFormats

/// Where a chunk ends.
public struct PlannedCut: Sendable, Equatable {
  /// Bytes from the beginning of the file.
  public let end: UInt64
  /// The type of the tensor that the chunk lies in; nil outside of tensors, or for an unknown type.
  public let type: TensorType?

  /// A cut at `end`.
  public init(end: UInt64, type: TensorType?) {
    self.end = end
    self.type = type
  }
}

/// How one file is to be cut.
public enum CutPlan: Sendable, Equatable {
  /// One chunk, be it empty.
  case whole
  /// By `GearCutter`, from the first byte to the last.
  case gear
  /// By `BoundedGear`, which begins anew at these offsets; by the rule of this code.
  case bounded([UInt64], CutterCode)
  /// At these offsets: where chunks end, ascending, the last at the file's end; by the rule of this
  /// code.
  case planned([PlannedCut], CutterCode)

  /// What a recipe calls it.
  public var code: CutterCode {
    switch self {
    case .whole: .whole
    case .gear: .gear1
    case .bounded(_, let code), .planned(_, let code): code
    }
  }
}
